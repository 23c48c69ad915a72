import { describe, expect, test } from 'vitest';
import { FileDownloads } from '../src/model/file-downloads.js';
import { Meter } from '../src/model/meter.js';
import type { ModelSource, Progress } from '../src/types.js';
import {
  FakeCore,
  MemoryStore,
  type ServerOptions,
  modelBytes,
  never,
  packedOf,
  packedSourceOf,
  refusedByte,
  serverOf,
  sourceOf,
} from './fakes.js';

const bytes = modelBytes(1000);
const packed = packedOf(bytes);
const source = packedSourceOf(bytes, packed);

function start(options: ServerOptions = {}, served = packed) {
  const store = new MemoryStore();
  const server = serverOf(served, options);
  const progress: Progress[] = [];
  /** What a page load does with one file; returns how many bytes were downloaded. */
  const run = async (wanted: ModelSource = source, base?: ModelSource) => {
    const core = new FakeCore();
    const files = new FileDownloads(() => store, {
      core: Promise.resolve(core),
      fetch: server.fetch,
      now: () => 0,
      timer: never,
      onProgress: (step) => progress.push(step),
      meter: new Meter(wanted.packed?.bytes ?? wanted.bytes, 0),
    });
    await files.download(wanted, 0);
    await files.unpack(wanted, core, base);
    return files.downloadedBytes;
  };
  const stored = (file: { sha256: string } = source) => store.files.get(file.sha256);
  const packedStored = () => store.files.get(sourceOf(served).sha256);
  return { store, server, progress, run, stored, packedStored };
}

const whole = { bytes: [...bytes], note: { verified: true } };
const nothing = { bytes: [], note: {} };

test('what was downloaded is unpacked, checked and deleted', async () => {
  const { run, server, stored, packedStored, progress } = start({ etag: '"1"' });
  expect(await run()).toBe(1033);
  expect([stored(), packedStored()]).toEqual([whole, nothing]);
  expect(progress.at(-1)).toEqual({ phase: 'unpack', loaded: 1000, total: 1000 });
  const before = progress.length;
  expect(await run()).toBe(0);
  expect(server.requests).toHaveLength(1);
  expect(progress).toHaveLength(before);
});

test('an interrupted download of the packed file goes on where it stopped', async () => {
  const { run, server, stored } = start({ etag: '"1"', cutAfter: 300 });
  await expect(run()).rejects.toMatchObject({ code: 'network', details: { received: 300, total: 1033 } });
  server.options.cutAfter = undefined;
  expect(await run()).toBe(733);
  expect(stored()).toEqual(whole);
});

describe('an interrupted unpacking', () => {
  test('is done again from the start, without a download', async () => {
    const { run, store, stored, packedStored } = start();
    store.files.set(sourceOf(packed).sha256, { bytes: [...packed], note: { verified: true } });
    store.files.set(source.sha256, { bytes: [...modelBytes(400), 7], note: {} });
    expect(await run()).toBe(0);
    expect([stored(), packedStored()]).toEqual([whole, nothing]);
  });

  test('between its last steps only leaves something to delete', async () => {
    const { run, store, stored, packedStored } = start();
    store.files.set(sourceOf(packed).sha256, { bytes: [...packed], note: { verified: true } });
    store.files.set(source.sha256, { bytes: [...bytes], note: { verified: true, hasPacked: true } });
    expect(await run()).toBe(0);
    expect([stored(), packedStored()]).toEqual([whole, nothing]);
  });

  test('by a full device keeps the packed file', async () => {
    const { run, store, stored, packedStored } = start();
    store.files.set(sourceOf(packed).sha256, { bytes: [...packed], note: { verified: true } });
    store.room = 500;
    await expect(run()).rejects.toMatchObject({ code: 'quota-exceeded', details: { expected: 1000 } });
    expect([stored(), packedStored()?.bytes.length]).toEqual([nothing, 1033]);
    store.room = Infinity;
    expect(await run()).toBe(0);
    expect(stored()).toEqual(whole);
  });
});

test('a packed file that cannot be read any more is downloaded anew', async () => {
  const { run, store, stored, packedStored } = start();
  store.files.set(sourceOf(packed).sha256, { bytes: [...packed], note: { verified: true } });
  store.unreadable = sourceOf(packed).sha256;
  await expect(run()).rejects.toMatchObject({ code: 'storage' });
  expect([stored(), packedStored()]).toEqual([nothing, nothing]);
  store.unreadable = undefined;
  expect(await run()).toBe(1033);
});

describe('corrupt bytes are deleted', () => {
  test('from the network', async () => {
    const { run, store } = start({}, packedOf(modelBytes(1001).slice(1)));
    await expect(run()).rejects.toMatchObject({
      code: 'model-corrupt',
      details: { expected: source.packed?.sha256 },
    });
    expect([...store.files.values()]).toEqual([nothing, nothing]);
  });

  test('that unpack to another file', async () => {
    const other = packedOf(modelBytes(1001).slice(1));
    const { run, stored, packedStored } = start({}, other);
    const wanted = packedSourceOf(bytes, other);
    const details = { expected: source.sha256, found: sourceOf(modelBytes(1001).slice(1)).sha256 };
    await expect(run(wanted)).rejects.toMatchObject({ code: 'model-corrupt', details });
    expect([stored(), packedStored()]).toEqual([nothing, nothing]);
  });

  test('that do not unpack', async () => {
    const refused = Uint8Array.from([refusedByte, ...packed.slice(1)]);
    const { run, stored, packedStored } = start({}, refused);
    const wanted = packedSourceOf(bytes, refused);
    const details = { reason: 'not a packed file' };
    await expect(run(wanted)).rejects.toMatchObject({ code: 'model-corrupt', details });
    expect([stored(), packedStored()]).toEqual([nothing, nothing]);
  });
});

describe('a file packed against a base', () => {
  const decoder = modelBytes(300);
  const based = packedOf(decoder, bytes);
  const wanted = packedSourceOf(decoder, based, 'decoder.safetensors');

  test('is unpacked with it', async () => {
    const { run, store, stored } = start({}, based);
    store.files.set(source.sha256, structuredClone(whole));
    expect(await run(wanted, source)).toBe(333);
    expect(stored(wanted)).toEqual({ bytes: [...decoder], note: { verified: true } });
    expect(stored(source)).toEqual(whole);
  });

  test.each([undefined, sourceOf(decoder)])('is refused with %o', async (base) => {
    const { run, stored } = start({}, based);
    await expect(run(wanted, base)).rejects.toMatchObject({ code: 'model-corrupt' });
    expect(stored(wanted)).toEqual(nothing);
  });
});
