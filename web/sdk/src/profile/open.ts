import { toForewordError } from '../errors.js';
import { IndexedDbStore } from './indexeddb.js';
import { MemoryProfileStore } from './memory.js';
import type { ProfileStore } from './store.js';

/**
 * The store of that name: IndexedDB, or memory where the browser refuses that, as some do in private windows.
 *
 * @throws {ForewordError} `"profile-newer"`: a profile that is there must not be hidden by an empty one.
 */
export async function openStore(name: string): Promise<ProfileStore> {
  const store = new IndexedDbStore(`${name}-profile`);
  try {
    await store.probe();
    return store;
  } catch (error) {
    const reason = toForewordError(error);
    store.close();
    if (reason.code === 'profile-newer') throw reason;
    return new MemoryProfileStore(reason.message);
  }
}
