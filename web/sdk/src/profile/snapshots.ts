import { type Connection, type Database, type Writing, lastingKey, stateOf } from './database.js';
import type { KeyChange } from './keyring.js';
import { openBytes, sealBytes, toHex } from './seal.js';
import { type Snapshot, voices } from './store.js';
import type { Vault } from './vault.js';

/** Snapshots that are kept; each has six megabytes where it holds 256 tokens. */
const most = 4;

/** Name of the key of a snapshot. */
const keyNameOf = (name: string) => name.slice(0, 32);

/** The snapshots of a database. They may be lost at any time. */
export class Snapshots {
  constructor(
    private readonly connection: Connection,
    private readonly vault: Vault,
  ) {}

  /** An HMAC of `what` under a key that stays in the database. */
  async name(what: string): Promise<string> {
    const make = () => crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const key = await this.connection.use((database) => lastingKey(database, 'names', make));
    return toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(what))));
  }

  async get(name: string): Promise<Snapshot | undefined> {
    // Its key is found while its megabytes are read.
    const [row, key] = await Promise.all([
      this.connection.use((database) => database.get('snapshots', name)),
      this.vault.keys().then((keys) => keys.key(keyNameOf(name))),
    ]);
    if (row === undefined || key === undefined) return undefined;
    try {
      return { name, messages: row.messages, bytes: await openBytes(row, key) };
    } catch {
      // What it saves is time, and it can be made again.
      return undefined;
    }
  }

  /** Whoever calls this holds the lock. */
  async keep({ name, messages, bytes }: Snapshot, basis: number): Promise<void> {
    const keys = (await this.vault.keys()).change(new Map());
    const sealed = await sealBytes(bytes, await keys.fresh(keyNameOf(name)));
    await this.connection.use(async (database) => {
      const oldest = await database.getAllKeysFromIndex('snapshots', 'at');
      const leaving = oldest.filter((other) => other !== name).slice(0, Math.max(0, oldest.length - most));
      for (const other of leaving) keys.retire(keyNameOf(other));
      await this.vault.change(keys, async () => {
        const writing = database.transaction(['snapshots', 'meta'], 'readwrite');
        const done = writing.done.catch(() => undefined);
        const state = stateOf(await writing.objectStore('meta').get('state'));
        if (state?.revision !== basis) return done;
        const snapshots = writing.objectStore('snapshots');
        const row = { name, messages: [...messages], at: Date.now(), ...sealed };
        const writes = [...leaving.map((other) => snapshots.delete(other)), snapshots.put(row)];
        // Where there is no room, nothing is kept.
        await Promise.all([...writes.map((write) => write.catch(() => undefined)), done]);
      });
    });
  }

  /** The snapshots that hold one of these messages, or the owner's examples; their keys go with the change. */
  async holding(
    database: Database,
    ids: readonly number[],
    hasVoices: boolean,
    keys: KeyChange,
  ): Promise<string[]> {
    const held = hasVoices ? [...ids, voices] : ids;
    if (held.length === 0) return [];
    const { store } = database.transaction('snapshots');
    const index = store.index('message');
    const names = [...new Set((await Promise.all(held.map((id) => index.getAllKeys(id)))).flat())];
    for (const name of names) keys.retire(keyNameOf(name));
    return names;
  }

  drop(writing: Writing, names: readonly string[]): Promise<unknown> {
    const snapshots = writing.objectStore('snapshots');
    return Promise.all(names.map((name) => snapshots.delete(name)));
  }

  /** Makes room. Whoever calls this holds the lock. */
  async clear(database: Database): Promise<void> {
    const keys = (await this.vault.keys()).change(new Map());
    for (const name of await database.getAllKeys('snapshots')) keys.retire(keyNameOf(name));
    await this.vault.change(keys, () => database.clear('snapshots'));
  }
}
