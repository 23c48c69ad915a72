import { describe, expect, test } from 'vitest';
import { EngineClient } from '../src/client/engine.js';
import { forgetFiles, storageInfo } from '../src/host/storage.js';
import { CacheStore } from '../src/model/cache-store.js';
import { FallbackStore } from '../src/model/fallback-store.js';
import { MemoryStore } from '../src/model/memory-store.js';
import { OpfsStore } from '../src/model/opfs.js';
import type { ModelStore } from '../src/model/store.js';
import { fakeCaches, fakeRoot, fakeSurroundings, kinds, modelBytes, sourceOf, transportOf } from './fakes.js';

const bytes = modelBytes(300);

const makers: [string, () => ModelStore][] = [
  ['Cache API', () => new CacheStore(fakeCaches(), 64)],
  ['OPFS', () => new OpfsStore(fakeRoot().root)],
  ['memory', () => new MemoryStore()],
];

async function put(store: ModelStore, name: string, length: number, isVerified: boolean): Promise<void> {
  const file = await store.open(name);
  await file.append(bytes.slice(0, length));
  await file.flush();
  if (isVerified) await file.setNote({ verified: true });
  file.close();
}

describe.each(makers)('what is kept in %s', (_, make) => {
  test('is listed, complete or not', async () => {
    const store = make();
    expect(await store.list()).toEqual([]);
    await put(store, 'a', 300, true);
    await put(store, 'b', 70, false);
    const list = (await store.list()).sort((x, y) => x.sha256.localeCompare(y.sha256));
    expect(list).toEqual([
      { sha256: 'a', bytes: 300, isComplete: true },
      { sha256: 'b', bytes: 70, isComplete: false },
    ]);
  });

  test('is removed file by file', async () => {
    const store = make();
    await put(store, 'a', 300, true);
    await put(store, 'b', 300, true);
    await store.remove('a');
    await store.remove('unknown');
    expect((await store.list()).map(({ sha256 }) => sha256)).toEqual(['b']);
    const again = await store.open('a');
    expect([again.size, again.note]).toEqual([0, {}]);
  });
});

test('files of a store that was left are found and forgotten, too', async () => {
  const [first, second] = [new CacheStore(fakeCaches()), new MemoryStore()];
  await put(first, 'old', 100, true);
  const store = new FallbackStore([first, second]);
  await put(second, 'new', 200, true);
  expect(await storageInfo(store, undefined)).toMatchObject({ kind: 'cache', bytes: 300 });
  await forgetFiles(store);
  expect([await first.list(), await second.list()]).toEqual([[], []]);
});

test('where nothing can be stored, memory is named, and questions without an answer are left open', async () => {
  const refused = new OpfsStore(() => Promise.reject(new DOMException('no', 'SecurityError')));
  const manager = { estimate: () => Promise.reject(new Error('no')) };
  expect(await storageInfo(new FallbackStore([refused, new MemoryStore()]), manager)).toEqual({
    ...{ kind: 'memory', files: [], bytes: 0, quota: undefined, isPersistent: undefined },
  });
});

describe.each(kinds)('storage, %s', (kind) => {
  function start() {
    const fakes = fakeSurroundings(bytes);
    const load = { model: sourceOf(bytes), flavour: 'cpu' } as const;
    const open = () => new EngineClient({ load, transport: transportOf(kind, fakes.surroundings) });
    return { ...fakes, open };
  }

  test('is told without loading anything', async () => {
    const { open, server, cores } = start();
    expect(await open().storage()).toEqual({
      ...{ kind: 'opfs', files: [], bytes: 0, quota: 1e9, isPersistent: false },
    });
    expect([server.requests.length, cores.length]).toEqual([0, 0]);
  });

  test('has the model after loading', async () => {
    const { open } = start();
    const engine = open();
    await engine.load();
    const { files, bytes: stored } = await engine.storage();
    expect(files).toEqual([{ sha256: sourceOf(bytes).sha256, bytes: 300, isComplete: true }]);
    expect(stored).toBe(300);
  });

  test('is empty after forgetting; the engine goes on, and the next one downloads', async () => {
    const { open, server } = start();
    const engine = open();
    await engine.load();
    await engine.forgetModel();
    expect(await engine.storage()).toMatchObject({ files: [], bytes: 0 });
    expect((await engine.session().complete({ before: 'Hi' })).drafts).toHaveLength(3);
    expect(await open().load()).toMatchObject({ downloadedBytes: 300 });
    expect(server.requests).toHaveLength(2);
  });

  test('says so where it fails', async () => {
    const { open, store } = start();
    store.list = () => Promise.reject(new DOMException('no', 'SecurityError'));
    await expect(open().storage()).rejects.toMatchObject({ code: 'storage' });
    await expect(open().forgetModel()).rejects.toMatchObject({ code: 'storage' });
  });
});
