import { createStore, del, get, set, type UseStore } from 'idb-keyval';
import * as check from '../transport/check.js';
import type { Outcome } from './outcome.js';

/** What is remembered of one graphics card with one model. */
export type Note =
  /** Written before a test begins: one that ends the worker leaves it behind. */
  { state: 'testing'; attempts: number } | { state: 'tested'; at: number; outcome: Outcome };

/** A place for notes; any of its promises may reject, and what it gives may be anything. */
export interface NoteStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  del(key: string): Promise<void>;
}

const outcome = check.record<Outcome>({
  reason: check.oneOf(['faster', 'slower', 'wrong', 'unsupported', 'crashed'] as const),
  message: check.optional(check.string),
  keystrokeMs: check.optional(check.record({ cpu: check.number, webgpu: check.number })),
  mostApart: check.optional(check.number),
});
const testing = check.record<{ attempts: number }>({ attempts: check.count });
const tested = check.record<{ at: number; outcome: Outcome }>({ at: check.count, outcome });
const head = check.record<{ state: Note['state'] }>({ state: check.oneOf(['testing', 'tested'] as const) });

function parseNote(value: unknown): Note {
  const { state } = head(value);
  return state === 'testing' ? { state, ...testing(value) } : { state, ...tested(value) };
}

/** The notes under one key. Where nothing can be stored, nothing is remembered, and all else goes on. */
export class Notebook {
  constructor(
    private readonly store: NoteStore,
    private readonly key: string,
  ) {}

  async read(): Promise<Note | undefined> {
    try {
      return parseNote(await this.store.get(this.key));
    } catch {
      // Another version's note, somebody else's or none at all: the test is made again.
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
