import { describe, expect, test } from 'vitest';
import { CacheStore } from '../src/model/cache-store.js';
import { OpfsStore } from '../src/model/opfs.js';
import { type ModelStore, type StoredFile, parseNote } from '../src/model/store.js';
import { modelBytes } from './fakes.js';

/** The Cache API as far as the store uses it. */
function fakeCaches(): CacheStorage {
  const entries = new Map<string, { body: ArrayBuffer; headers: Headers }>();
  const cache = {
    match: (key: string) => {
      const entry = entries.get(key);
      return Promise.resolve(entry && new Response(entry.body.slice(0), { headers: entry.headers }));
    },
    put: async (key: string, response: Response) => {
      entries.set(key, { body: await response.arrayBuffer(), headers: response.headers });
    },
    delete: (key: string) => Promise.resolve(entries.delete(key)),
  };
  return { open: () => Promise.resolve(cache) } as unknown as CacheStorage;
}

/** The origin private file system as far as the store uses it; access is exclusive, as it is in browsers. */
function fakeRoot(): () => Promise<FileSystemDirectoryHandle> {
  const files = new Map<string, { bytes: Uint8Array; open: boolean }>();
  const handleOf = (file: { bytes: Uint8Array; open: boolean }) => ({
    getSize: () => file.bytes.length,
    read: (into: Uint8Array, { at }: { at: number }) => {
      const part = file.bytes.subarray(at, at + into.length);
      into.set(part);
      return part.length;
    },
    write: (chunk: Uint8Array, { at }: { at: number }) => {
      const grown = new Uint8Array(Math.max(file.bytes.length, at + chunk.length));
      grown.set(file.bytes);
      grown.set(chunk, at);
      file.bytes = grown;
      return chunk.length;
    },
    truncate: (size: number) => {
      file.bytes = file.bytes.slice(0, size);
    },
    flush: () => undefined,
    close: () => {
      file.open = false;
    },
  });
  const directory = {
    getDirectoryHandle: () => Promise.resolve(directory),
    getFileHandle: (name: string) => {
      const file = files.get(name) ?? { bytes: new Uint8Array(), open: false };
      files.set(name, file);
      return Promise.resolve({
        createSyncAccessHandle: () => {
          if (file.open) throw new DOMException('in use', 'NoModificationAllowedError');
          file.open = true;
          return Promise.resolve(handleOf(file));
        },
      });
    },
  };
  return () => Promise.resolve(directory as unknown as FileSystemDirectoryHandle);
}

async function contents(file: StoredFile): Promise<number[]> {
  const all: number[] = [];
  for await (const chunk of file.chunks()) all.push(...chunk);
  return all;
}

const makers: [string, () => ModelStore][] = [
  ['Cache API', () => new CacheStore(fakeCaches(), 64)],
  ['OPFS', () => new OpfsStore(fakeRoot())],
];

describe.each(makers)('store in %s', (_name, make) => {
  const bytes = modelBytes(300);

  test.each([0, 1, 63, 64, 65, 128, 300])('keeps %i bytes over a restart', async (length) => {
    const store = make();
    const file = await store.open('a');
    for (let at = 0; at < length; at += 50) await file.append(bytes.slice(at, Math.min(at + 50, length)));
    await file.flush();
    await file.setNote({ etag: '"x"', verified: true });
    file.close();

    const again = await store.open('a');
    expect(again.size).toBe(length);
    expect(again.note).toEqual({ etag: '"x"', verified: true });
    expect(await contents(again)).toEqual([...bytes.slice(0, length)]);
  });

  test('grows after a restart', async () => {
    const store = make();
    const file = await store.open('a');
    await file.append(bytes.slice(0, 100));
    await file.flush();
    file.close();
    const again = await store.open('a');
    await again.append(bytes.slice(100));
    await again.flush();
    again.close();
    expect(await contents(await store.open('a'))).toEqual([...bytes]);
  });

  test('is empty after clear, and usable', async () => {
    const store = make();
    const file = await store.open('a');
    await file.append(bytes);
    await file.flush();
    await file.setNote({ verified: true });
    await file.clear();
    expect([file.size, file.note, await contents(file)]).toEqual([0, {}, []]);
    await file.append(bytes.slice(0, 10));
    await file.flush();
    file.close();
    const again = await store.open('a');
    expect([again.size, again.note]).toEqual([10, {}]);
  });
});

test.each(['', 'null', '[]', '{"verified":"yes","etag":7}', '{', '"x"'])(
  'a note of %s is no note',
  (text) => {
    expect(parseNote(text)).toEqual({});
  },
);
