import type { PackedSource } from '../types.js';
import { storageError } from './feed.js';
import type { ModelStore, StoredFile } from './store.js';

/** Runs `task` with the stored file that has the source's hash. The caller holds the lock of that file. */
export async function withStored<T>(
  chooseStore: () => ModelStore,
  { sha256 }: PackedSource,
  task: (file: StoredFile) => Promise<T>,
): Promise<T> {
  let file;
  try {
    file = await chooseStore().open(sha256);
  } catch (error) {
    throw storageError(error);
  }
  try {
    return await task(file);
  } finally {
    file.close();
  }
}
