import type { StorageKind, StoredFileInfo } from '../types.js';
import type { ModelStore, StoredFile } from './store.js';

/**
 * The first of several stores that works.
 *
 * That a browser has an interface does not mean that it may be used: in private windows, in frames of other sites and
 * under some policies it is there and refuses every call. So a store is left for the next one when it cannot open a file
 * or write down a note about it. All files then go to that one.
 */
export class FallbackStore implements ModelStore {
  #current = 0;

  /** @param stores - The best first; the last one must not refuse. */
  constructor(private readonly stores: readonly [ModelStore, ...ModelStore[]]) {}

  get storage(): StorageKind {
    return this.store(this.#current).storage;
  }

  async open(name: string): Promise<StoredFile> {
    for (;;) {
      const tried = this.#current;
      try {
        return await openWritable(this.store(tried), name);
      } catch (error) {
        if (tried + 1 >= this.stores.length) throw error;
        // Another call may have left it in the meantime.
        this.#current = Math.max(this.#current, tried + 1);
      }
    }
  }

  /** The files of every store, since one that refuses today may have taken files before. */
  async list(): Promise<StoredFileInfo[]> {
    const lists = await Promise.all(
      this.stores.map((store, index) =>
        store.list().catch((error: unknown) => {
          if (index + 1 === this.stores.length) throw error;
          // A store that can't be listed can't be opened either.
          if (index === this.#current) this.#current = index + 1;
          return [];
        }),
      ),
    );
    return lists.flat();
  }

  async remove(name: string): Promise<void> {
    for (const store of this.stores) {
      const isThere = await store.list().then(
        (files) => files.some(({ sha256 }) => sha256 === name),
        () => false,
      );
      if (isThere) await store.remove(name);
    }
  }

  private store(index: number): ModelStore {
    return this.stores[index] ?? this.stores[0];
  }
}

/** Opens a file. One that holds nothing yet is written to, so that a store that refuses is known before a download. */
async function openWritable(store: ModelStore, name: string): Promise<StoredFile> {
  const file = await store.open(name);
  if (file.size > 0) return file;
  try {
    await file.setNote(file.note);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}
