import type { DocumentKind } from '../documents/document.js';
import { documentKinds } from '../documents/document.js';
import { Icon } from '../shell/icon.js';
import { useObservable } from '../shell/observable.js';
import type { Desk } from './desk.js';
import type { ExportFormat } from './export.js';
import { faultText } from './fault.js';
import { Menu } from './menu.js';

export const kindNames: Record<DocumentKind, string> = {
  mail: 'E-mail',
  chat: 'Chat',
  document: 'Document',
  note: 'Note',
};

export interface ToolsProps {
  desk: Desk;
  onKind: (kind: DocumentKind) => void;
  onCopy: () => void;
  onExport: (format: ExportFormat) => void;
  onFocusMode: () => void;
  onDelete: () => void;
}

/** The bar above the sheet: what kind of text it is, and what can be done with it. */
export function Tools({ desk, onKind, onCopy, onExport, onFocusMode, onDelete }: ToolsProps) {
  const { kind } = useObservable(desk.document);
  return (
    <div class="tools-row" role="toolbar" aria-label="Text">
      <div class="kinds" role="radiogroup" aria-label="Kind of text">
        {documentKinds.map((one) => (
          <label class="kind" key={one}>
            <input
              type="radio"
              name="kind"
              value={one}
              checked={one === kind}
              onChange={() => {
                onKind(one);
              }}
            />
            <Icon name={one} />
            <span class="kind-name">{kindNames[one]}</span>
          </label>
        ))}
      </div>
      <SavingState desk={desk} />
      <button type="button" class="icon-button" aria-label="Copy the text" title="Copy" onClick={onCopy}>
        <Icon name="copy" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Focus mode"
        title="Focus: nothing but the text"
        onClick={onFocusMode}
      >
        <Icon name="focus" />
      </button>
      <Menu
        label="More"
        items={[
          {
            name: 'Save as text',
            icon: 'export',
            run: () => {
              onExport('text');
            },
          },
          {
            name: 'Save as Markdown',
            icon: 'export',
            run: () => {
              onExport('markdown');
            },
          },
          {
            name: 'Print',
            icon: 'print',
            run: () => {
              window.print();
            },
          },
          { name: 'Delete', icon: 'bin', run: onDelete },
        ]}
      />
    </div>
  );
}

function SavingState({ desk }: { desk: Desk }) {
  const saving = useObservable(desk.saving);
  const isFollowing = useObservable(desk.isFollowing);
  const { because } = desk.store;
  if (saving.state === 'failed') {
    return (
      <p class="saving" data-state="failed" role="alert" title={faultText(saving.error)}>
        Not saved
      </p>
    );
  }
  if (isFollowing) return <p class="saving">Open in another tab</p>;
  if (because !== undefined) {
    return (
      <p class="saving" data-state="failed" title={because}>
        Kept until this page is closed
      </p>
    );
  }
  return (
    <p class="saving" data-state={saving.state}>
      {saving.state === 'saved' ? 'Saved' : 'Saving…'}
    </p>
  );
}
