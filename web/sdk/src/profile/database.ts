import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { ForewordError, toForewordError } from '../errors.js';
import type { Sealed } from './seal.js';
import type { SecretPlace } from './secrets.js';

/**
 * The database of a profile. Nothing in it says what was written, where or when: texts, sites, days, settings and counts
 * are sealed, and names are random.
 *
 * **Keys.** All messages of one day and site are sealed under one key, the state under another, each snapshot under its
 * own. A text that goes takes its key with it: those that stay are sealed again under a fresh one. A key is derived
 * from the database's `master` and a secret, which is kept in a file beside the database and destroyed there
 * ({@link SecretStore}). So whatever the browser leaves of old records in its files can't be read any more.
 */
export interface ProfileSchema extends DBSchema {
  /** `"master"` and `"names"`; they can be used but not read. */
  keys: { key: string; value: CryptoKey };
  /** The secrets, where there are no files. */
  secrets: { key: string; value: Uint8Array<ArrayBuffer> };
  messages: { key: number; value: MessageRow; indexes: { revision: number; key: string } };
  /** `"state"`, and `"place"`, which says where the secrets are. */
  meta: { key: string; value: StateRow | SecretPlace };
  snapshots: { key: string; value: SnapshotRow; indexes: { message: number; at: number } };
}

export interface MessageRow extends Sealed {
  id: number;
  /** The revision that it was changed by. */
  revision: number;
}

export interface StateRow extends Sealed {
  revision: number;
}

/** The key has the first half of the snapshot's name. */
export interface SnapshotRow extends Sealed {
  name: string;
  messages: number[];
  /** Milliseconds since 1970. */
  at: number;
}

export type Database = IDBPDatabase<ProfileSchema>;
export type Stores = ('messages' | 'meta' | 'snapshots')[];
export type Writing = IDBPTransaction<ProfileSchema, Stores, 'readwrite'>;

export const stores: Stores = ['messages', 'meta', 'snapshots'];

/**
 * Raised with every change of the schema and of what is sealed; `migrate` knows the way from each older one. 2: settings
 * have `sharing`, which the core reads from the `across_sites` that was there before.
 */
export const schemaVersion = 2;

function migrate(database: Database, from: number): void {
  if (from < 1) {
    database.createObjectStore('keys');
    database.createObjectStore('secrets');
    const messages = database.createObjectStore('messages', { keyPath: 'id' });
    messages.createIndex('revision', 'revision');
    messages.createIndex('key', 'key');
    database.createObjectStore('meta');
    const snapshots = database.createObjectStore('snapshots', { keyPath: 'name' });
    snapshots.createIndex('message', 'messages', { multiEntry: true });
    snapshots.createIndex('at', 'at');
  }
}

/** A connection that is opened when it is needed, and given up when a newer version of the page wants to change the schema. */
export class Connection {
  #opening: Promise<Database> | undefined;

  constructor(private readonly name: string) {}

  /** @throws {ForewordError} `"profile-newer"` or `"storage"`. */
  async use<T>(task: (database: Database) => Promise<T>): Promise<T> {
    try {
      return await task(await this.open());
    } catch (error) {
      // A connection that was closed under a task is opened again, once: the task has changed nothing then.
      if (!isClosed(error)) throw storeError(error);
      this.close();
    }
    try {
      return await task(await this.open());
    } catch (error) {
      throw storeError(error);
    }
  }

  close(): void {
    const opening = this.#opening;
    this.#opening = undefined;
    opening?.then(
      (database) => {
        database.close();
      },
      () => undefined,
    );
  }

  private open(): Promise<Database> {
    if (this.#opening !== undefined) return this.#opening;
    const forget = () => {
      if (this.#opening === opening) this.#opening = undefined;
    };
    const opening: Promise<Database> = openDB<ProfileSchema>(this.name, schemaVersion, {
      upgrade: migrate,
      blocking: (_current, _wanted, event) => {
        forget();
        (event.target as IDBDatabase).close();
      },
      terminated: forget,
    });
    this.#opening = opening;
    opening.catch(forget);
    return opening;
  }
}

/** A key that stays in the database, made by `make` if there is none. */
export async function lastingKey(
  database: Database,
  name: 'master' | 'names',
  make: () => Promise<CryptoKey>,
): Promise<CryptoKey> {
  const known = await database.get('keys', name);
  if (known !== undefined) return known;
  const made = await make();
  const writing = database.transaction('keys', 'readwrite');
  // Another tab may have been faster.
  const key = (await writing.store.get(name)) ?? made;
  if (key === made) await writing.store.put(made, name);
  await writing.done;
  return key;
}

/** The state's row, if there is one. */
export function stateOf(row: StateRow | SecretPlace | undefined): StateRow | undefined {
  return typeof row === 'string' ? undefined : row;
}

function isClosed(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'InvalidStateError';
}

/** The error that callers see. */
export function storeError(thrown: unknown): ForewordError {
  if (thrown instanceof ForewordError) return thrown;
  const { name, message } = thrown as { name?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message : String(thrown);
  if (name === 'VersionError') {
    return new ForewordError(
      'profile-newer',
      'a newer version of this page keeps the profile; reload the page',
      {},
      { cause: thrown },
    );
  }
  const { code } = toForewordError(thrown);
  return code === 'quota-exceeded'
    ? new ForewordError(code, 'the device has no room for the profile', {}, { cause: thrown })
    : new ForewordError('storage', `the profile's store failed: ${text}`, {}, { cause: thrown });
}
