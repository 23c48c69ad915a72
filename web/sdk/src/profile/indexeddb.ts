import { exclusively } from '../locks.js';
import { conflict } from './conflict.js';
import {
  Connection,
  type Database,
  type MessageRow,
  type Writing,
  stateOf,
  storeError,
  stores,
} from './database.js';
import type { KeyChange, Keyring } from './keyring.js';
import { Notices } from './notices.js';
import { openRows, sealRow, sharing } from './rows.js';
import { openText, sealText } from './seal.js';
import { Snapshots } from './snapshots.js';
import type { ProfileStore, Snapshot, StoreChange, StoreContents } from './store.js';
import { Vault } from './vault.js';

/** How often something is read again whose keys another tab destroys meanwhile. */
const attempts = 5;

/** A profile in IndexedDB; see {@link ProfileSchema} for what its files reveal. */
export class IndexedDbStore implements ProfileStore {
  readonly kind = 'indexeddb';
  readonly #connection: Connection;
  readonly #notices: Notices;
  readonly #vault: Vault;
  readonly #snapshots: Snapshots;
  /** The key in use for each group. */
  readonly #groups = new Map<string, string>();
  /** Keys without records were looked for, as a change leaves them that was interrupted. */
  #isTidy = false;

  /** @param name - Name of the database. */
  constructor(private readonly name: string) {
    this.#connection = new Connection(name);
    this.#notices = new Notices(name);
    this.#vault = new Vault(name, this.#connection);
    this.#snapshots = new Snapshots(this.#connection, this.#vault);
  }

  get erases(): boolean {
    return this.#vault.place !== 'database';
  }

  /** Rejects if this browser has no IndexedDB, or refuses it. */
  async probe(): Promise<void> {
    await this.#connection.use((database) => database.count('meta'));
    await this.#vault.keys();
  }

  read(revision: number): Promise<StoreContents> {
    return this.#connection.use(async (database) => {
      for (let attempt = 1; ; attempt++) {
        const contents = await this.attemptRead(database, revision);
        // A text that can't be opened may have been sealed again since it was read.
        if (contents.damaged === 0 || attempt === attempts) return contents;
      }
    });
  }

  async write(change: StoreChange, basis: number): Promise<number> {
    const revision = await this.#connection.use((database) => this.attemptWrite(database, change, basis));
    this.#notices.tell(revision);
    return revision;
  }

  exclusively<T>(task: () => Promise<T>): Promise<T> {
    return exclusively(`foreword-profile-${this.name}`, task);
  }

  onChange(listener: (revision: number) => void): () => void {
    return this.#notices.listen(listener);
  }

  snapshotName(what: string): Promise<string> {
    return this.#snapshots.name(what);
  }

  snapshot(name: string): Promise<Snapshot | undefined> {
    return this.#snapshots.get(name);
  }

  keepSnapshot(snapshot: Snapshot, basis: number): Promise<void> {
    return this.exclusively(() => this.#snapshots.keep(snapshot, basis));
  }

  close(): void {
    this.#notices.close();
    this.#connection.close();
  }

  private async attemptRead(database: Database, revision: number): Promise<StoreContents> {
    const reading = database.transaction(['messages', 'meta']);
    const messages = reading.objectStore('messages');
    const state = stateOf(await reading.objectStore('meta').get('state'));
    if ((state?.revision ?? 0) === revision) {
      return { revision, put: [], ids: [], state: undefined, damaged: 0 };
    }
    const [rows, ids] = await Promise.all([
      messages.index('revision').getAll(IDBKeyRange.lowerBound(revision, true)),
      messages.getAllKeys(),
    ]);
    // Keys are stored before what is sealed with them, so they are read after it.
    const keys = await this.#vault.keys();
    const put = await openRows(rows, keys);
    const keyNames = new Map(rows.map(({ id, key }) => [id, key]));
    for (const { id, group } of put) this.#groups.set(group, keyNames.get(id) ?? '');
    const key = state && (await keys.key(state.key));
    const opened = state && key && (await openText(state, key).catch(() => undefined));
    const isStateLost = state !== undefined && opened === undefined;
    return {
      revision: state?.revision ?? 0,
      put,
      ids,
      state: opened,
      damaged: rows.length - put.length + (isStateLost ? 1 : 0),
    };
  }

  private async attemptWrite(database: Database, change: StoreChange, basis: number): Promise<number> {
    try {
      return await this.change(database, change, basis);
    } catch (error) {
      if (!isFull(error)) throw error;
      // Snapshots are there to save time; texts go before them.
      await this.#snapshots.clear(database);
      return this.change(database, change, basis);
    }
  }

  private async change(database: Database, change: StoreChange, basis: number): Promise<number> {
    const revision = basis + 1;
    const ring = await this.#vault.keys();
    const keys = ring.change(this.#groups);
    const { replacesAll = false, keepsTexts = false, changesSettings = false } = change;
    if (replacesAll) for (const name of ring.secrets.keys()) keys.retire(name);
    if (!this.#isTidy) for (const name of await orphans(database, ring)) keys.retire(name);
    // All that is to be sealed is sealed before the transaction begins, since one ends when nothing is asked of it.
    const again = replacesAll ? [] : await this.sealedAgain(database, change, ring, keys);
    const put = await Promise.all(
      change.put.map(async (message) => sealRow(message, revision, await keys.of(message.group))),
    );
    const gone = [...change.removed, ...(keepsTexts ? [] : change.put.map(({ id }) => id))];
    const snapshots = await this.#snapshots.holding(database, gone, changesSettings, keys);
    const isForgetting = replacesAll || changesSettings || change.removed.length > 0;
    const old = stateOf(await database.get('meta', 'state'));
    if (old !== undefined && isForgetting) keys.retire(old.key);
    // Counts alone don't need another key; it is that of a group which no message has.
    const kept = isForgetting || old === undefined ? undefined : await ring.key(old.key);
    const key = old === undefined || kept === undefined ? await keys.fresh() : { name: old.key, key: kept };
    const state = { revision, ...(await sealText(change.state, key)) };

    await this.#vault.change(keys, async () => {
      const writing = database.transaction(stores, 'readwrite', {
        durability: isForgetting ? 'strict' : 'default',
      });
      const done: Promise<unknown> = writing.done.then(
        () => undefined,
        (error: unknown) => error ?? new DOMException('the transaction was aborted', 'AbortError'),
      );
      const found = stateOf(await writing.objectStore('meta').get('state'))?.revision ?? 0;
      if (found !== basis) {
        writing.abort();
        throw conflict(found, basis);
      }
      if (replacesAll)
        await Promise.all([
          writing.objectStore('messages').clear(),
          writing.objectStore('snapshots').clear(),
        ]);
      const messages = writing.objectStore('messages');
      await allOrNothing(writing, done, [
        ...change.removed.map((id) => messages.delete(id)),
        ...[...again, ...put].map((row) => messages.put(row)),
        this.#snapshots.drop(writing, snapshots),
        writing.objectStore('meta').put(state, 'state'),
      ]);
    });
    this.#isTidy = true;
    if (replacesAll) this.#groups.clear();
    for (const [group, name] of await keys.used()) this.#groups.set(group, name);
    return revision;
  }

  /** The texts that shared a key with one that goes, sealed again; that key goes with the change. */
  private async sealedAgain(
    database: Database,
    change: StoreChange,
    ring: Keyring,
    keys: KeyChange,
  ): Promise<MessageRow[]> {
    const ids = change.keepsTexts === true ? [] : change.put.map(({ id }) => id);
    const touched = new Set([...change.removed, ...ids]);
    const rows = await sharing(database, [...touched]);
    for (const { key } of rows) keys.retire(key);
    const others = rows.filter(({ id }) => !touched.has(id));
    const opened = await openRows(others, ring);
    const revisions = new Map(others.map(({ id, revision }) => [id, revision]));
    return Promise.all(
      opened.map(async (message) =>
        sealRow(message, revisions.get(message.id) ?? 0, await keys.of(message.group)),
      ),
    );
  }
}

/** Keys that nothing is sealed with. */
async function orphans(database: Database, ring: Keyring): Promise<string[]> {
  const reading = database.transaction(stores);
  const used = new Set<string>();
  const state = stateOf(await reading.objectStore('meta').get('state'));
  if (state !== undefined) used.add(state.key);
  for (const name of await reading.objectStore('snapshots').getAllKeys()) used.add(name.slice(0, 32));
  let cursor = await reading.objectStore('messages').index('key').openKeyCursor(null, 'nextunique');
  while (cursor !== null) {
    used.add(cursor.key);
    cursor = await cursor.continue();
  }
  return [...ring.secrets.keys()].filter((name) => !used.has(name));
}

/** Waits until all is written; if anything fails, nothing is. */
async function allOrNothing(
  writing: Writing,
  done: Promise<unknown>,
  writes: readonly Promise<unknown>[],
): Promise<void> {
  try {
    await Promise.all(writes);
  } catch (error) {
    try {
      writing.abort();
    } catch {
      // It was aborted already.
    }
    const reason = await done;
    // A full device is the reason of the transaction, and its requests only know that they were aborted.
    throw storeError(isFull(reason) ? reason : error);
  }
  const reason = await done;
  if (reason !== undefined) throw storeError(reason);
}

function isFull(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  return name === 'QuotaExceededError' || code === 'quota-exceeded';
}
