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
