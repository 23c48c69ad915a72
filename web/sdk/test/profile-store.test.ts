import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { schemaVersion } from '../src/profile/database.js';
import { IndexedDbStore } from '../src/profile/indexeddb.js';
import { MemoryProfileStore } from '../src/profile/memory.js';
import { openStore } from '../src/profile/open.js';
import type { ProfileStore, StoreChange, StoredMessage } from '../src/profile/store.js';

let number = 0;
const opened: ProfileStore[] = [];

function remember<S extends ProfileStore>(store: S): S {
  opened.push(store);
  return store;
}

afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  vi.restoreAllMocks();
});

const message = (id: number, text: string, group = '20 a.example'): StoredMessage => ({
  id,
  group,
  record: JSON.stringify({ id, text }),
});
const change = (
  put: StoredMessage[],
  removed: number[] = [],
  more: Partial<StoreChange> = {},
): StoreChange => ({ put, removed, state: `{"n":${put.length}}`, ...more });

const texts = async (store: ProfileStore) =>
  (await store.read(0)).put
    .sort((a, b) => a.id - b.id)
    .map(({ record }) => (JSON.parse(record) as { text: string }).text);

interface Rows {
  names: IDBValidKey[];
  values: { key: string; data: ArrayBuffer; id?: number }[];
}

/** Every row of a database, as it is stored. There are no files in this environment, so the secrets are there too. */
async function rows(name: string) {
  const database = await openDB(name);
  const all = await Promise.all(
    ['keys', 'secrets', 'messages', 'meta', 'snapshots'].map(async (store): Promise<Rows> => ({
      names: await database.getAllKeys(store),
      values: (await database.getAll(store)).filter((value) => typeof value === 'object') as Rows['values'],
    })),
  );
  database.close();
  const [keys, secrets, messages, meta, snapshots] = all as [Rows, Rows, Rows, Rows, Rows];
  return { keys, secrets, messages, meta, snapshots };
}

describe.each([
  ['IndexedDB', () => new IndexedDbStore(`store-${++number}`)],
  ['memory', () => new MemoryProfileStore()],
])('a profile in %s', (_kind, make) => {
  test('has what was written, and what has changed since', async () => {
    const store = remember(make());
    expect(await store.read(0)).toMatchObject({ revision: 0, put: [], state: undefined });
    await store.write(change([message(1, 'one'), message(2, 'two')]), 0);
    await store.write(change([message(3, 'three')], [1]), 1);
    expect(await texts(store)).toEqual(['two', 'three']);
    const since = await store.read(1);
    expect(since).toMatchObject({ revision: 2, ids: [2, 3], state: '{"n":1}', damaged: 0 });
    expect(since.put.map(({ id, group }) => [id, group])).toEqual([[3, '20 a.example']]);
    expect(await store.read(2)).toMatchObject({ revision: 2, put: [] });
  });

  test('refuses a change of another revision and keeps what it has', async () => {
    const store = remember(make());
    await store.write(change([message(1, 'one')]), 0);
    await expect(store.write(change([message(2, 'two')]), 0)).rejects.toMatchObject({
      code: 'conflict',
      details: { found: 1, expected: 0 },
    });
    expect(await texts(store)).toEqual(['one']);
  });

  test('drops snapshots that hold what is gone, and no others', async () => {
    const store = remember(make());
    await store.write(change([message(1, 'one'), message(2, 'two')]), 0);
    const [first, second] = await Promise.all(['first', 'second'].map((what) => store.snapshotName(what)));
    const bytes = new Uint8Array([1, 2, 3]);
    const keep = async (basis: number) => {
      await store.keepSnapshot({ name: first ?? '', messages: [1], bytes }, basis);
      await store.keepSnapshot({ name: second ?? '', messages: [2, 0], bytes }, basis);
    };
    const kept = async () =>
      [await store.snapshot(first ?? ''), await store.snapshot(second ?? '')].map((found) =>
        found === undefined ? undefined : [...found.bytes],
      );
    await keep(0);
    expect(await kept(), 'of another revision').toEqual([undefined, undefined]);
    await keep(1);
    expect(await kept()).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    await store.write(change([], [1]), 1);
    expect(await kept()).toEqual([undefined, [1, 2, 3]]);
    await store.write(change([message(3, 'three')]), 2);
    expect(await kept()).toEqual([undefined, [1, 2, 3]]);
    await store.write(change([message(2, 'two')], [], { keepsTexts: true }), 3);
    expect(await kept(), 'only counts have changed').toEqual([undefined, [1, 2, 3]]);
    await store.write(change([], [], { changesSettings: true }), 4);
    expect(await kept()).toEqual([undefined, undefined]);
  });

  test('is replaced as a whole', async () => {
    const store = remember(make());
    await store.write(change([message(1, 'one'), message(2, 'two', '21 ')]), 0);
    await store.write(change([message(2, 'another')], [], { replacesAll: true }), 1);
    expect(await texts(store)).toEqual(['another']);
    await store.write(change([message(3, 'three')]), 2);
    expect(await texts(store)).toEqual(['another', 'three']);
  });
});

describe('what the database reveals', () => {
  test('nothing of texts, sites, days and settings', async () => {
    const name = `store-${++number}`;
    const store = remember(new IndexedDbStore(name));
    await store.write(change([message(1, 'CANARY text', '20600 canary.example')]), 0);
    const all = await rows(name);
    for (const { values } of [all.messages, all.meta]) {
      for (const value of values) {
        const bytes = Buffer.from(value.data).toString('latin1') + JSON.stringify(value);
        expect(bytes).not.toMatch(/canary|20600|text|"n"/i);
      }
    }
    for (const key of all.keys.values as unknown as CryptoKey[]) {
      expect(key.extractable).toBe(false);
      await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
    }
    const lengths = all.messages.values.map(({ data }) => data.byteLength % 128);
    expect(lengths, 'lengths say little').toEqual([16]);
  });

  test('one key for a day and site; those who stay get a fresh one when one goes', async () => {
    const name = `store-${++number}`;
    const store = remember(new IndexedDbStore(name));
    await store.write(change([message(1, 'one'), message(2, 'two'), message(3, 'three', '21 ')]), 0);
    await store.write(change([message(4, 'four')]), 1);
    const before = (await rows(name)).messages.values;
    const keyOf = (list: typeof before, id: number) => list.find((row) => row.id === id)?.key;
    expect(keyOf(before, 1)).toBe(keyOf(before, 2));
    expect(keyOf(before, 1)).toBe(keyOf(before, 4));
    expect(keyOf(before, 1)).not.toBe(keyOf(before, 3));

    await store.write(change([], [1]), 2);
    const after = await rows(name);
    expect(after.secrets.names).not.toContain(keyOf(before, 1));
    expect(keyOf(after.messages.values, 2)).toBe(keyOf(after.messages.values, 4));
    expect(keyOf(after.messages.values, 3), 'others stay as they are').toBe(keyOf(before, 3));
    expect(await texts(store)).toEqual(['two', 'three', 'four']);

    await store.write(change([message(2, 'two, edited')]), 3);
    const edited = await rows(name);
    expect(edited.secrets.names).not.toContain(keyOf(after.messages.values, 2));
    expect(await texts(remember(new IndexedDbStore(name)))).toEqual(['two, edited', 'three', 'four']);
    await store.write(change([message(2, 'two, edited')], [], { keepsTexts: true }), 4);
    expect(keyOf((await rows(name)).messages.values, 4), 'counts cost no key').toBe(
      keyOf(edited.messages.values, 4),
    );
  });

  test('no key outlives what it sealed', async () => {
    const name = `store-${++number}`;
    const store = remember(new IndexedDbStore(name));
    for (let id = 1; id <= 20; id++) {
      await store.write(change([message(id, `text ${id}`, `${id % 3} `)], id > 10 ? [id - 10] : []), id - 1);
    }
    const all = await rows(name);
    const used = new Set([...all.messages.values, ...all.meta.values].map(({ key }) => key));
    expect([...all.secrets.names].sort()).toEqual([...used].sort());
    await store.write(change([], [], { replacesAll: true }), 20);
    const empty = await rows(name);
    expect([empty.secrets.names.length, empty.messages.names.length]).toEqual([1, 0]);
    expect(all.secrets.names).not.toContain(empty.secrets.names[0]);
  });

  test('the key that another tab has retired is not used again', async () => {
    const name = `store-${++number}`;
    const [one, other] = [remember(new IndexedDbStore(name)), remember(new IndexedDbStore(name))];
    await one.write(change([message(1, 'one'), message(2, 'two')]), 0);
    await other.read(0);
    await one.write(change([], [1]), 1);
    await other.read(1);
    await other.write(change([message(3, 'three')]), 2);
    expect(await texts(remember(new IndexedDbStore(name)))).toEqual(['two', 'three']);
  });
});

describe('what goes wrong', () => {
  test('a full device: snapshots go first, then the change is refused, and nothing is lost', async () => {
    const store = remember(new IndexedDbStore(`store-${++number}`));
    await store.write(change([message(1, 'one')]), 0);
    const name = await store.snapshotName('x');
    await store.keepSnapshot({ name, messages: [1], bytes: new Uint8Array(9) }, 1);
    const real = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')?.value as (
      ...args: unknown[]
    ) => IDBRequest<IDBValidKey>;
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    put.mockImplementation(function (this: IDBObjectStore, ...args: [unknown, IDBValidKey?]) {
      if ((args[0] as { id?: number }).id === 2) throw new DOMException('full', 'QuotaExceededError');
      return real.apply(this, args);
    });
    await expect(store.write(change([message(2, 'two')]), 1)).rejects.toMatchObject({
      code: 'quota-exceeded',
    });
    put.mockRestore();
    expect(await store.snapshot(name)).toBeUndefined();
    expect(await texts(store)).toEqual(['one']);
    await store.write(change([message(2, 'two')]), 1);
    expect(await texts(store)).toEqual(['one', 'two']);
  });

  test('a row that was changed is left out and counted, the others are read', async () => {
    const name = `store-${++number}`;
    const store = remember(new IndexedDbStore(name));
    await store.write(change([message(1, 'one'), message(2, 'two')]), 0);
    const database = await openDB(name);
    const row = (await database.get('messages', 1)) as { data: ArrayBuffer };
    const bytes = new Uint8Array(row.data);
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    await database.put('messages', row);
    database.close();
    const again = remember(new IndexedDbStore(name));
    expect(await again.read(0)).toMatchObject({ damaged: 1, ids: [1, 2] });
    expect(await texts(again)).toEqual(['two']);
  });

  test('a newer version of the page: the old one lets go and says so', async () => {
    const name = `old-${++number}`;
    const store = await openStore(name);
    remember(store);
    await store.write(change([message(1, 'one')]), 0);
    // Opens only when every older connection is closed.
    const newer = await openDB(`${name}-profile`, schemaVersion + 1);
    await expect(store.read(0)).rejects.toMatchObject({ code: 'profile-newer' });
    await expect(store.write(change([message(2, 'two')]), 1)).rejects.toMatchObject({
      code: 'profile-newer',
    });
    await expect(openStore(name)).rejects.toMatchObject({ code: 'profile-newer' });
    expect(await newer.count('messages')).toBe(1);
    newer.close();
  });

  test('no IndexedDB: memory, and it says why', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    });
    const store = await openStore('refused');
    expect(store.kind).toBe('memory');
    expect(store.because).toContain('The operation is insecure.');
    await store.write(change([message(1, 'one')]), 0);
    expect(await texts(store)).toEqual(['one']);
  });

  test('the database was deleted meanwhile: it begins anew', async () => {
    const name = `store-${++number}`;
    const store = remember(new IndexedDbStore(name));
    await store.write(change([message(1, 'one')]), 0);
    await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
    expect(await store.read(1)).toMatchObject({ revision: 0, ids: [] });
    await store.write(change([message(1, 'anew')]), 0);
    expect(await texts(store)).toEqual(['anew']);
  });
});

test('other tabs hear of a change, the one that makes it does not', async () => {
  const name = `store-${++number}`;
  const [one, other] = [remember(new IndexedDbStore(name)), remember(new IndexedDbStore(name))];
  const told: [string, number][] = [];
  one.onChange((revision) => told.push(['one', revision]));
  const heard = new Promise<void>((resolve) => {
    other.onChange((revision) => {
      told.push(['other', revision]);
      resolve();
    });
  });
  await one.write(change([message(1, 'one')]), 0);
  await heard;
  expect(told).toEqual([['other', 1]]);
});
