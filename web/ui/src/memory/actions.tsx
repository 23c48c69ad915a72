import { Button, type IconName } from '../primitives/index.js';
import type { OpenDialog } from './dialogs.js';

const quiet = [
  { name: 'export', label: 'Export', icon: 'export' },
  { name: 'import', label: 'Import', icon: 'import' },
  { name: 'forget', label: 'Forget…', icon: 'trash' },
] as const satisfies readonly { name: OpenDialog; label: string; icon: IconName }[];

/** What can be done with all of it. */
export function Actions({
  isEmpty,
  mayLearn,
  onOpen,
}: {
  isEmpty: boolean;
  /** Whether files can be read. */
  mayLearn: boolean;
  onOpen: (dialog: OpenDialog) => void;
}) {
  return (
    <div class="fw-row fw-memory-actions">
      {mayLearn && (
        <Button
          kind={isEmpty ? 'primary' : 'plain'}
          icon="file"
          hasPopup="dialog"
          onClick={() => {
            onOpen('learn');
          }}
        >
          Learn from files
        </Button>
      )}
      <Button
        icon="add"
        hasPopup="dialog"
        onClick={() => {
          onOpen('add');
        }}
      >
        Add a word
      </Button>
      <span class="fw-grow" />
      {quiet.map(({ name, label, icon }) => (
        <Button
          key={name}
          kind="quiet"
          icon={icon}
          hasPopup="dialog"
          onClick={() => {
            onOpen(name);
          }}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
