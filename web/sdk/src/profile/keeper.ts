import { ForewordError, toForewordError } from '../errors.js';
import type { ProfileCore, RecordChanges, Verb } from './core.js';
import { persistOnce } from './persist.js';
import type { ProfileStore, StoreChange } from './store.js';

/** Calls a verb of the engine's profile. */
export type CallVerb = <V extends Verb>(
  verb: V,
  args: VerbArguments<V>,
  session?: number,
) => Promise<Awaited<ReturnType<ProfileCore[V]>>>;

/** Arguments without a session. */
export type VerbArguments<V extends Verb> = V extends 'learn'
  ? [Parameters<ProfileCore['learn']>[0]]
  : V extends 'why' | 'studied' | 'readAhead' | 'prefixOf' | 'restorePrefix' | 'snapshotPrefix'
    ? Parameters<ProfileCore[V]> extends [number, ...infer Rest]
      ? Rest
      : never
    : Parameters<ProfileCore[V]>;

/** What a keeper needs of its engine. */
export interface KeeperEngine {
  /** Loads the engine if it is not loaded. */
  ready(): Promise<unknown>;
  /** How often it has crashed. Its profile has to be brought to it again then. */
  crashes(): number;
  call: CallVerb;
}

/** Records that are brought to the engine at once: few enough that a keystroke isn't kept waiting. */
const together = 40;

/** How often a change is made again where other tabs are faster; with Web Locks none is. */
const attempts = 20;

/**
 * Keeps an engine's profile and a store the same, whatever other tabs do. Any tab may change the profile: it takes the lock,
 * catches up, changes its engine's copy, and stores what that changed in one transaction. One that fails leaves the store
 * as it was, and the engine's copy is brought back to it.
 */
export class Keeper {
  #store: Promise<ProfileStore> | undefined;
  /** The revision that the engine has; `undefined` before it has any. */
  #revision: number | undefined;
  /** The engine's number of crashes when its profile was brought to it. */
  #crashes = -1;
  #turn: Promise<unknown> = Promise.resolve();
  #damaged = 0;
  #isClosed = false;

  constructor(
    private readonly engine: KeeperEngine,
    private readonly open: () => Promise<ProfileStore>,
  ) {}

  get damaged(): number {
    return this.#damaged;
  }

  /** The revision that the engine has. */
  get revision(): number {
    return this.#revision ?? 0;
  }

  /** The store, opened if it isn't. */
  store(): Promise<ProfileStore> {
    if (this.#store !== undefined) return this.#store;
    const opening = this.open().then((store) => {
      if (this.#isClosed) store.close();
      store.onChange((revision) => {
        if (revision > this.revision) this.look(() => Promise.resolve()).catch(() => undefined);
      });
      return store;
    });
    this.#store = opening;
    opening.catch(() => (this.#store = undefined));
    return opening;
  }

  /** Runs `task` with an engine whose profile is that of the store. */
  look<T>(task: (call: CallVerb) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      await this.bring();
      return task(this.engine.call);
    });
  }

  /** Changes the profile: `task` calls one verb, and says what it has changed. */
  change<T>(task: (call: CallVerb) => Promise<{ value: T; change: StoreChange | undefined }>): Promise<T> {
    return this.inTurn(async () => {
      // Before the lock is taken: loading an engine may take minutes.
      await this.engine.ready();
      const store = await this.store();
      return store.exclusively(() => this.attempt(store, task));
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#store?.then(
      (store) => {
        store.close();
      },
      () => undefined,
    );
  }

  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(
      () => this.ifOpen(task),
      () => this.ifOpen(task),
    );
    this.#turn = turn;
    // Whoever asked for it hears of it.
    turn.catch(() => undefined);
    return turn;
  }

  private ifOpen<T>(task: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new ForewordError('disposed', 'the engine was disposed of');
    return task();
  }

  private async attempt<T>(
    store: ProfileStore,
    task: (call: CallVerb) => Promise<{ value: T; change: StoreChange | undefined }>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      await this.bring();
      const { value, change } = await task(this.engine.call);
      if (change === undefined) return value;
      try {
        this.#revision = await store.write(change, this.revision);
        if (store.kind === 'indexeddb' && change.put.length > 0) persistOnce();
        return value;
      } catch (error) {
        const reason = toForewordError(error);
        // The engine has made a change that the store hasn't.
        this.#revision = undefined;
        if (reason.code !== 'conflict' || attempt === attempts) {
          await this.bring().catch(() => undefined);
          throw reason;
        }
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5 * attempt));
      }
    }
  }

  /** Brings the store's profile to the engine, as far as the engine doesn't have it. */
  private async bring(): Promise<void> {
    await this.engine.ready();
    const crashes = this.engine.crashes();
    if (this.#crashes !== crashes) this.#revision = undefined;
    const store = await this.store();
    const isAnew = this.#revision === undefined;
    const contents = await store.read(this.revision);
    if (contents.revision < this.revision) {
      // Somebody has deleted the database.
      this.#revision = undefined;
      return this.bring();
    }
    if (!isAnew && contents.revision === this.#revision) return;
    const { call } = this.engine;
    this.#damaged = isAnew ? contents.damaged : this.#damaged + contents.damaged;
    // Until all of it is there, the engine has some revision between two.
    this.#revision = undefined;
    if (isAnew) await call('openProfile', contents.state === undefined ? [] : [contents.state]);
    else await this.removeAllBut(contents.ids);
    const differing: number[] = [];
    for (let at = 0; at < contents.put.length; at += together) {
      const records = contents.put.slice(at, at + together).map(({ record }) => record);
      differing.push(...(await call('putMessages', [records])));
    }
    if (!isAnew && contents.state !== undefined) await call('setProfileState', [contents.state]);
    if (isAnew) await call('startProfile', []);
    this.#revision = contents.revision;
    this.#crashes = crashes;
    if (differing.length > 0) this.rewrite(differing);
  }

  private async removeAllBut(ids: readonly number[]): Promise<void> {
    const there = new Set(ids);
    const gone: number[] = [];
    for (let from = 0; ; from += 1000) {
      const { entries, total } = await this.engine.call('listMessages', [{ from, count: 1000 }]);
      gone.push(...entries.map(({ id }) => id).filter((id) => !there.has(id)));
      if (from + 1000 >= total) break;
    }
    if (gone.length > 0) await this.engine.call('removeMessages', [Float64Array.from(gone)]);
  }

  /** The rules of what may be learned have grown: what they refuse now must not stay in the store. */
  private rewrite(ids: readonly number[]): void {
    const rewriting = this.change(async (call) => {
      const changes = await call('messageRecords', [Float64Array.from(ids)]);
      const kept = new Set(changes.put.map(({ id }) => id));
      const removed = ids.filter((id) => !kept.has(id));
      return { value: undefined, change: { ...changes, removed } };
    });
    // It is done at the next start then.
    rewriting.catch(() => undefined);
  }
}

/** What a verb's changes mean to the store. */
export function changeOf(
  { put, removed, state }: RecordChanges,
  more: Pick<StoreChange, 'keepsTexts' | 'replacesAll' | 'changesSettings'> = {},
): StoreChange {
  return { put, removed, state, ...more };
}
