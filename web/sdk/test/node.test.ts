import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fetchOrRead } from '../src/node/fetch.js';
import { FileStore } from '../src/node/file-store.js';
import { modelBytes } from './fakes.js';

const bytes = modelBytes(3_000_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foreword-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a file grows over several starts, and is read in order', async () => {
  for (const [from, to] of [
    [0, 1_500_000],
    [1_500_000, 3_000_000],
  ] as const) {
    const file = await new FileStore(folder).open('a');
    expect(file.size).toBe(from);
    await file.append(bytes.slice(from, to));
    await file.flush();
    file.close();
  }
  const store = new FileStore(folder);
  const file = await store.open('a');
  await file.setNote({ verified: true });
  const found: Uint8Array[] = [];
  for await (const chunk of file.chunks()) found.push(chunk.slice());
  file.close();
  expect(Buffer.compare(Buffer.concat(found), bytes)).toBe(0);
  expect(await store.list()).toEqual([{ sha256: 'a', bytes: 3_000_000, isComplete: true }]);
});

test('what is cleared or removed is gone from the disk', async () => {
  const store = new FileStore(folder);
  const file = await store.open('a');
  await file.append(bytes.slice(0, 100));
  await file.clear();
  expect([file.size, file.note]).toEqual([0, {}]);
  await file.append(bytes.slice(0, 10));
  expect(file.size).toBe(10);
  file.close();
  expect(await store.list()).toEqual([{ sha256: 'a', bytes: 10, isComplete: false }]);
  await store.remove('a');
  await store.remove('never there');
  expect(readdirSync(join(folder, 'models'))).toEqual([]);
});

test('half a note is none', async () => {
  const store = new FileStore(folder);
  (await store.open('a')).close();
  writeFileSync(join(folder, 'models', 'a.json'), '{"verif');
  expect((await store.open('a')).note).toEqual({});
});

test('nothing is stored and nothing made before the first file', async () => {
  expect(await new FileStore(join(folder, 'never')).list()).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test('a file is fetched by its address, whole; a missing one is not found', async () => {
  const path = join(folder, 'a b.wasm');
  writeFileSync(path, bytes);
  const response = await fetchOrRead(pathToFileURL(path));
  expect(response.headers.get('content-length')).toBe('3000000');
  expect(response.headers.get('content-type')).toBe('application/wasm');
  expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), bytes)).toBe(0);
  expect(await fetchOrRead(pathToFileURL(join(folder, 'none')).href)).toMatchObject({ status: 404 });
});
