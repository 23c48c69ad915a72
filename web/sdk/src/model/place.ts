import { CacheStore } from './cache-store.js';
import { FallbackStore } from './fallback-store.js';
import { MemoryStore } from './memory-store.js';
import { OpfsStore } from './opfs.js';
import type { ModelStore } from './store.js';

/** The parts of the environment in which files can be stored; tests pass their own. */
export type StorageEnvironment = Partial<
  Pick<typeof globalThis, 'navigator' | 'caches' | 'FileSystemFileHandle'>
>;

/**
 * The stores of this environment, the best first: the origin private file system inside workers, the Cache API, and
 * memory, which is always there. What exists may still refuse; see {@link FallbackStore}.
 */
export function storesOf(environment: StorageEnvironment): FallbackStore {
  const storage = attempt(() => environment.navigator?.storage);
  const handle = attempt(() => environment.FileSystemFileHandle);
  const caches = attempt(() => environment.caches);
  const stores: [ModelStore, ...ModelStore[]] = [new MemoryStore()];
  if (caches !== undefined) stores.unshift(new CacheStore(caches));
  if (storage !== undefined && handle !== undefined && 'createSyncAccessHandle' in handle.prototype) {
    stores.unshift(new OpfsStore(() => storage.getDirectory()));
  }
  return new FallbackStore(stores);
}

/** Some browsers throw where an interface of a frame is only looked at. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

let store: FallbackStore | undefined;

/** The one store of this page or worker: what is in memory must be found again. */
export function chooseStore(): ModelStore {
  return (store ??= storesOf(globalThis));
}
