import { describe, expect, test } from 'vitest';
import { CacheStore } from '../src/model/cache-store.js';
import { OpfsStore } from '../src/model/opfs.js';
import { type ModelStore, type StoredFile, parseNote } from '../src/model/store.js';
import { MemoryStore } from '../src/model/memory-store.js';
import { fakeCaches, fakeRoot, modelBytes } from './fakes.js';

async function contents(file: StoredFile): Promise<number[]> {
  const all: number[] = [];
  for await (const chunk of file.chunks()) all.push(...chunk);
  return all;
}

const makers: [string, () => ModelStore][] = [
  ['Cache API', () => new CacheStore(fakeCaches(), 64)],
  ['OPFS', () => new OpfsStore(fakeRoot().root)],
  ['memory', () => new MemoryStore()],
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

describe('a device that is full', () => {
  /** What browsers return of a write that did not fit, instead of throwing. */
  const counts: [string, unknown, number][] = [
    ['nothing', undefined, 0],
    ['zero', 0, 0],
    ['a part', 30, 30],
    ['not a number', NaN, 0],
    ['a negative count', -1, 0],
    ['no whole number', 1.5, 0],
    ['more than was given', 2 ** 32 - 1, 0],
    ['text', '50', 0],
  ];

  test.each(counts)('is noticed where write() returns %s', async (_, count, kept) => {
    const { root, refuse } = fakeRoot();
    const store = new OpfsStore(root);
    const file = await store.open('a');
    await file.append(modelBytes(100));
    refuse(count);
    await expect(file.append(modelBytes(50))).rejects.toMatchObject({ name: 'QuotaExceededError' });
    await expect(file.setNote({ verified: true })).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect([file.size, file.note]).toEqual([100 + kept, {}]);
    file.close();
    const again = await store.open('a');
    expect(again.size).toBe(100 + kept);
    // Room is given back without needing any.
    await again.clear();
    expect([again.size, again.note]).toEqual([0, {}]);
  });
});
