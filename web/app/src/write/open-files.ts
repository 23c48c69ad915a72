import { tell } from '../shell/toasts.js';
import { ImportError, type OpenText, maxImportFiles, readText } from './import.js';

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
