import { ForewordError } from '../errors.js';
import { withLocks } from '../locks.js';
import { storageError } from '../model/feed.js';
import type { ModelStore } from '../model/store.js';
import type { StorageInfo } from '../types.js';

/** What the browser says of an origin's storage, as far as it does. */
export type StorageManagerLike = Partial<Pick<StorageManager, 'estimate' | 'persisted'>>;

/** What `store` keeps, and what the browser says of its limits. */
export async function storageInfo(
  store: ModelStore,
  manager: StorageManagerLike | undefined,
): Promise<StorageInfo> {
  const files = await store.list().catch((error: unknown) => {
    throw storageError(error);
  });
  const [quota, isPersistent] = await Promise.all([
    asked(async () => (await manager?.estimate?.())?.quota),
    asked(async () => manager?.persisted?.()),
  ]);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { kind: store.storage, files, bytes, quota, isPersistent };
}

/** Deletes every file, each as soon as no tab is loading it. */
export async function forgetFiles(store: ModelStore): Promise<void> {
  try {
    for (const { sha256 } of await store.list()) {
      await withLocks(
        [sha256],
        () => store.remove(sha256),
        () => undefined,
      );
    }
  } catch (error) {
    throw error instanceof ForewordError ? error : storageError(error);
  }
}

/** `undefined` where the browser doesn't tell. */
async function asked<T>(question: () => Promise<T>): Promise<T | undefined> {
  try {
    return await question();
  } catch {
    return undefined;
  }
}
