import { createStore, del, get, set, type UseStore } from 'idb-keyval';
import { count } from '../primitives.js';
import { type Output, Refused, variant } from '../schema.js';
import { outcomeSchema } from './outcome.js';

/** What is remembered of one graphics card with one model. */
const noteSchema = variant('state', {
  /** Written before a test begins. A test that ends the worker leaves it behind. */
  testing: { attempts: count },
  tested: { at: count, outcome: outcomeSchema },
});
export type Note = Output<typeof noteSchema>;

/** A place for notes; any of its promises may reject, and its values may be anything. */
export interface NoteStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  del(key: string): Promise<void>;
}

/** The note about one graphics card. Where nothing can be stored, nothing is remembered, and all else goes on. */
export class BackendRecord {
  constructor(
    private readonly store: NoteStore,
    private readonly key: string,
  ) {}

  /** `undefined` if there is no note or one that this version can't read: the test is made again. */
  async read(): Promise<Note | undefined> {
    try {
      const result = noteSchema(await this.store.get(this.key), []);
      return result instanceof Refused ? undefined : result;
    } catch {
      return undefined;
    }
  }

  /** Replaces the note; `undefined` forgets it. */
  async write(note: Note | undefined): Promise<void> {
    try {
      await (note === undefined ? this.store.del(this.key) : this.store.set(this.key, note));
    } catch {
      // As in a private window: the test is made again in the next session.
    }
  }
}

/** The browser's IndexedDB. */
export function browserNotes(): NoteStore {
  let opened: UseStore | undefined;
  // Opened at the first use: opening fails at once where there is no IndexedDB.
  const store = () => (opened ??= createStore('foreword', 'backends'));
  return {
    get: async (key) => get<unknown>(key, store()),
    set: async (key, value) => set(key, value, store()),
    del: async (key) => del(key, store()),
  };
}
