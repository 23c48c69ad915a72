import type { DocumentChange, DocumentKind } from '../documents/document.js';
import { tell } from '../shell/toasts.js';
import { ImportError, maxImportFiles, readText } from './import.js';

/** Opens a text as a new document. */
export type OpenText = (kind: DocumentKind, change: DocumentChange) => Promise<void>;

/** Files that are dropped anywhere on the window become documents. */
export function acceptDrops(open: OpenText): void {
  const { dataset } = document.documentElement;
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
  window.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    dataset['dropping'] = 'yes';
  });
  window.addEventListener('dragleave', (event) => {
    // Out of the window, not from one element to the next.
    if (event.relatedTarget === null) delete dataset['dropping'];
  });
  window.addEventListener('drop', (event) => {
    delete dataset['dropping'];
    // Other pages take files of their own.
    if (!hasFiles(event) || dataset['page'] !== 'write') return;
    event.preventDefault();
    void openFiles([...(event.dataTransfer?.files ?? [])], open);
  });
}

/** Opens each file; what can't be opened is said, and nothing else happens. */
export async function openFiles(files: readonly File[], open: OpenText): Promise<void> {
  if (files.length > maxImportFiles) {
    tell({
      kind: 'error',
      text: `${files.length} files are too many at once; up to ${maxImportFiles} can be opened.`,
    });
    return;
  }
  for (const file of files) {
    try {
      const { kind, change } = await readText(file);
      await open(kind, change);
    } catch (error) {
      const text =
        error instanceof ImportError ? error.message : `“${file.name}” can’t be opened: ${String(error)}`;
      tell({ kind: 'error', text });
    }
  }
}
