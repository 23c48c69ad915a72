import { download } from '../files/index.js';
import { AddDialog } from './add-dialog.js';
import { ExportDialog } from './export-dialog.js';
import { ForgetDialog } from './forget-dialog.js';
import { ImportDialog } from './import-dialog.js';
import { LearnDialog } from './learn-dialog.js';
import type { MemoryProps } from './props.js';

export type OpenDialog = 'add' | 'learn' | 'export' | 'import' | 'forget';

/** The dialogs of the page, of which one is open, or none. */
export function Dialogs({
  profile,
  reader,
  unfinished,
  documents = [],
  save = download,
  present,
  open,
  onClose,
  onDone,
}: MemoryProps & {
  /** Messages that there are. */
  present: number;
  open: OpenDialog | undefined;
  onClose: () => void;
  /** It is done; says what. */
  onDone: (text: string) => void;
}) {
  const common = (name: OpenDialog) => ({ profile, isOpen: open === name, onClose });
  return (
    <>
      <AddDialog
        {...common('add')}
        onAdded={(word) => {
          onDone(`Added “${word}”.`);
        }}
      />
      <ForgetDialog {...common('forget')} documents={documents} onForgotten={onDone} />
      <ExportDialog
        {...common('export')}
        save={save}
        onExported={() => {
          onDone('Exported.');
        }}
      />
      <ImportDialog {...common('import')} present={present} onImported={onDone} />
      {reader && (
        <LearnDialog {...common('learn')} reader={reader} unfinished={unfinished} onLearned={onDone} />
      )}
    </>
  );
}
