import type { OpenText } from './import.js';

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

/** Opens each file as a document. What reads them is loaded when the first comes. */
export async function openFiles(files: readonly File[], open: OpenText): Promise<void> {
  const reading = await import('./open-files.js');
  await reading.openFiles(files, open);
}
