import { describe, expect, test } from 'vitest';
import type { Progress } from '../src/types.js';
import { type DownloadOptions, completeFile } from '../src/model/download.js';
import { ForewordError } from '../src/errors.js';
import { LateHash } from '../src/model/late-hash.js';
import { Meter } from '../src/model/meter.js';
import {
  FakeTimers,
  MemoryStore,
  type ServerOptions,
  modelBytes,
  newHash,
  serverOf,
  sha256,
  sourceOf,
} from './fakes.js';

const bytes = modelBytes(1000);
const source = sourceOf(bytes);

const working: DownloadOptions['core'] = Promise.resolve({ createHash: newHash });

function start(options: ServerOptions = {}, served = bytes, total = bytes.length, url = source.url) {
  const store = new MemoryStore();
  const timers = new FakeTimers();
  const server = serverOf(served, options);
  const progress: Progress[] = [];
  let now = 0;
  const run = async (core = working) => {
    const file = await store.open(source.sha256);
    return completeFile(
      file,
      { ...source, url },
      {
        core,
        fetch: server.fetch,
        now: () => (now += 500),
        timer: timers.timer,
        onProgress: (step) => progress.push(step),
        meter: new Meter(total, now),
        before: total - source.bytes,
        storage: 'opfs',
      },
    );
  };
  const stored = () => store.files.get(source.sha256);
  return { store, server, timers, progress, run, stored };
}

test('downloads, checks and remembers', async () => {
  const { run, server, stored, progress } = start({ etag: '"1"' });
  expect(await run()).toBe(1000);
  expect(stored()).toEqual({ bytes: [...bytes], note: { etag: '"1"', verified: true } });
  expect(progress.at(0)).toMatchObject({ loaded: 0, secondsLeft: undefined });
  expect(progress.at(-1)).toMatchObject({ loaded: 1000, total: 1000, secondsLeft: 0 });
  const middle = progress[5] as Extract<Progress, { phase: 'download' }>;
  expect(middle.bytesPerSecond).toBeCloseTo(140);
  expect(middle.secondsLeft).toBeCloseTo((1000 - middle.loaded) / 140);
  expect(await run()).toBe(0);
  expect(server.requests).toHaveLength(1);
});

test('without an engine nothing is checked, and what arrived is kept', async () => {
  const { run, server, stored } = start();
  const fault = new ForewordError('network', 'the engine did not load');
  await expect(run(Promise.reject(fault))).rejects.toBe(fault);
  expect(stored()).toEqual({ bytes: [...bytes], note: {} });
  expect(await run()).toBe(0);
  expect(server.requests).toHaveLength(1);
  expect(stored()?.note.verified).toBe(true);
});

test('bytes that come before the engine wait for it', async () => {
  let open: (core: { createHash: typeof newHash }) => void = () => undefined;
  const hash = new LateHash(new Promise((resolve) => (open = resolve)));
  await hash.update(bytes.subarray(0, 400));
  const much = hash.update(new Uint8Array(9 << 20));
  await much;
  let isTaken = false;
  const more = hash.update(bytes.subarray(400)).then(() => (isTaken = true));
  await new Promise((resolve) => setTimeout(resolve));
  expect(isTaken, 'too much to be kept').toBe(false);
  open({ createHash: newHash });
  await more;
  const whole = Buffer.concat([bytes.subarray(0, 400), new Uint8Array(9 << 20), bytes.subarray(400)]);
  expect(await hash.digest()).toBe(sha256(whole));
});

test('counts from the end of the files before it', async () => {
  const { run, progress, server } = start({ cutAfter: 300 }, bytes, 3000);
  await expect(run()).rejects.toMatchObject({ code: 'network', details: { received: 2300, total: 3000 } });
  server.options.cutAfter = undefined;
  await run();
  expect(progress.at(0)).toMatchObject({ loaded: 2000, total: 3000 });
  expect(progress.at(-1)).toMatchObject({ loaded: 3000, total: 3000, secondsLeft: 0 });
});

describe('an interrupted download', () => {
  test('keeps what arrived and asks for the rest only', async () => {
    const { run, server, stored } = start({ etag: '"1"', cutAfter: 300 });
    await expect(run()).rejects.toMatchObject({ code: 'network', details: { received: 300, total: 1000 } });
    expect(stored()?.bytes).toHaveLength(300);
    server.options.cutAfter = undefined;
    expect(await run()).toBe(700);
    expect(server.requests[1]).toEqual({ range: 'bytes=300-', 'if-range': '"1"' });
    expect(stored()?.note.verified).toBe(true);
  });

  test('starts over where the server has no ranges', async () => {
    const { run, server } = start({ cutAfter: 300, ranges: false });
    await expect(run()).rejects.toMatchObject({ code: 'network' });
    server.options.cutAfter = undefined;
    expect(await run()).toBe(1000);
  });

  test('starts over where the file is in the package of an extension, whose ranges can’t be told', async () => {
    const url = 'chrome-extension://abcdefghijklmnop/model/encoder.packed';
    const { run, server, stored } = start({ hidesRanges: true, cutAfter: 300 }, bytes, bytes.length, url);
    await expect(run()).rejects.toMatchObject({ code: 'network' });
    server.options.cutAfter = undefined;
    expect(await run()).toBe(1000);
    expect(stored()).toMatchObject({ bytes: [...bytes], note: { verified: true } });
  });

  test('starts over where the file changed on the server', async () => {
    const { run, server, stored } = start({ etag: '"1"', cutAfter: 300 });
    await expect(run()).rejects.toMatchObject({ code: 'network' });
    Object.assign(server.options, { etag: '"2"', cutAfter: undefined });
    expect(await run()).toBe(1000);
    expect(stored()?.note).toEqual({ etag: '"2"', verified: true });
  });

  test('starts over where the stored bytes are no beginning of the file', async () => {
    const { run, server } = start({ cutAfter: 300 }, bytes.slice(0, 300));
    await expect(run()).rejects.toMatchObject({ code: 'network' });
    // The server has a shorter file, so that byte 300 is beyond its end: 416, then all of it again.
    server.options.cutAfter = undefined;
    await expect(run()).rejects.toMatchObject({ code: 'network' });
    expect(server.requests.map((headers) => headers['range'])).toEqual([undefined, 'bytes=300-', undefined]);
  });

  test('that was complete but not checked is checked without a download', async () => {
    const { run, store, server } = start();
    store.files.set(source.sha256, { bytes: [...bytes], note: {} });
    expect(await run()).toBe(0);
    expect(server.requests).toHaveLength(0);
  });
});

describe('corrupt bytes are deleted, with both hashes in the error', () => {
  const wrong = bytes.slice();
  wrong[500] = (wrong[500] ?? 0) ^ 1;

  test('from the network', async () => {
    const { run, stored } = start({}, wrong);
    const details = { expected: source.sha256, found: sourceOf(wrong).sha256 };
    await expect(run()).rejects.toMatchObject({ code: 'model-corrupt', details });
    expect(stored()).toEqual({ bytes: [], note: {} });
  });

  test('left by an earlier download', async () => {
    const { run, store, stored } = start();
    store.files.set(source.sha256, { bytes: [...wrong.slice(0, 600)], note: {} });
    await expect(run()).rejects.toMatchObject({ code: 'model-corrupt' });
    expect(stored()?.bytes).toEqual([]);
    expect(await run()).toBe(1000);
  });

  test('too many', async () => {
    const { run, stored } = start({}, modelBytes(1001));
    await expect(run()).rejects.toMatchObject({ code: 'model-corrupt', details: { expected: 1000 } });
    expect(stored()?.bytes).toEqual([]);
  });

  test('a verified file whose size changed', async () => {
    const { run, store } = start();
    store.files.set(source.sha256, { bytes: [...bytes.slice(0, 10)], note: { verified: true } });
    expect(await run()).toBe(1000);
  });
});

test.each([
  [{ status: 404 }, 'model-missing'],
  [{ status: 500 }, 'network'],
  [{ down: true }, 'network'],
])('a server with %o', async (options, code) => {
  const { run, stored } = start(options);
  await expect(run()).rejects.toMatchObject({ code });
  expect(stored()?.bytes).toEqual([]);
});

test('a full device gets its room back', async () => {
  const { run, store, stored } = start();
  store.room = 500;
  await expect(run()).rejects.toMatchObject({ code: 'quota-exceeded', details: { expected: 1000 } });
  expect(stored()?.bytes).toEqual([]);
});
