import { unsupported } from '../features.js';
import { CacheStore } from './cache-store.js';
import { OpfsStore } from './opfs.js';
import type { ModelStore } from './store.js';

/**
 * The best store that exists here: the origin private file system inside workers, the Cache API elsewhere.
 *
 * @throws {ForewordError} `"unsupported"`, if there is neither, as in pages that are not served over HTTPS.
 */
export function chooseStore(): ModelStore {
  const { navigator, caches, FileSystemFileHandle: handle } = globalThis as Partial<typeof globalThis>;
  const storage = navigator?.storage;
  if (storage !== undefined && handle !== undefined && 'createSyncAccessHandle' in handle.prototype) {
    return new OpfsStore(() => storage.getDirectory());
  }
  if (caches !== undefined) return new CacheStore(caches);
  throw unsupported('storage for the model (OPFS or the Cache API; both need HTTPS)');
}

/** {@link withLock} for several files. */
export function withLocks<T>(
  names: readonly string[],
  task: () => Promise<T>,
  onWait: () => void,
): Promise<T> {
  const [first, ...others] = names;
  return first === undefined ? task() : withLock(first, () => withLocks(others, task, onWait), onWait);
}

/**
 * Runs `task` while no other tab or worker of this origin uses the file `name`; `onWait` is called if one does now.
 *
 * Without the Web Locks API `task` simply runs; browsers without it refuse a second access handle by themselves.
 */
async function withLock<T>(name: string, task: () => Promise<T>, onWait: () => void): Promise<T> {
  const locks = (globalThis as Partial<typeof globalThis>).navigator?.locks;
  if (locks === undefined) return task();
  const key = `foreword-model-${name}`;
  const first = await locks.request(key, { ifAvailable: true }, async (lock) =>
    lock === null ? undefined : { value: await task() },
  );
  if (first !== undefined) return first.value;
  onWait();
  return locks.request(key, task);
}
