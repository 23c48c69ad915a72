import { describe, expect, test } from 'vitest';
import { completeFile } from '../src/model/download.js';
import { Meter } from '../src/model/meter.js';
import { stallMs } from '../src/model/stall.js';
import type { Progress } from '../src/types.js';
import {
  FakeTimers,
  MemoryStore,
  type ServerOptions,
  modelBytes,
  newHash,
  serverOf,
  sourceOf,
} from './fakes.js';

const bytes = modelBytes(3_000);

const core = Promise.resolve({ createHash: newHash });

function start(options: ServerOptions = {}, file = bytes) {
  const wanted = sourceOf(file);
  const store = new MemoryStore();
  const timers = new FakeTimers();
  const waits: number[] = [];
  let now = 0;
  const server = serverOf(file, {
    onStall: () => {
      now += stallMs;
      while (timers.waits.length > 0) {
        waits.push(...timers.waits);
        timers.expire();
      }
    },
    ...options,
  });
  const progress: Extract<Progress, { phase: 'download' }>[] = [];
  const run = async () =>
    completeFile(await store.open(wanted.sha256), wanted, {
      core,
      fetch: server.fetch,
      now: () => (now += 200),
      timer: timers.timer,
      onProgress: (step) => {
        if (step.phase === 'download') progress.push(step);
      },
      meter: new Meter(wanted.bytes, now),
      before: 0,
      storage: 'opfs',
    });
  return { store, server, timers, waits, progress, run, stored: () => store.files.get(wanted.sha256) };
}

describe('a server that falls silent', () => {
  test('is said after ten seconds and asked for the rest after thirty', async () => {
    const { run, server, stored, progress, waits } = start({ etag: '"1"', stallAfter: 1_200 });
    const answer = run();
    server.options.onStall = onceThen(server.options.onStall, () => {
      server.options.stallAfter = undefined;
    });
    expect(await answer).toBe(3_000);
    expect(waits).toEqual([10_000, 20_000]);
    expect(server.requests).toEqual([{}, { range: 'bytes=1200-', 'if-range': '"1"' }]);
    expect(server.signals.map((signal) => signal?.aborted)).toEqual([true, false]);
    expect(stored()?.note.verified).toBe(true);
    const stalled = progress.filter(({ isStalled }) => isStalled);
    const said = {
      ...{ phase: 'download', loaded: 1_200, total: 3_000, bytesPerSecond: 0 },
      ...{ isStalled: true, storage: 'opfs' },
    };
    expect(stalled).toEqual([said, said]);
    // The half minute doesn't count as slowness of the new connection.
    const after = progress[progress.findLastIndex(({ isStalled }) => isStalled) + 1];
    expect(after).toMatchObject({ isStalled: false, bytesPerSecond: 0, secondsLeft: undefined });
    expect(progress.at(-1)?.bytesPerSecond).toBeGreaterThan(300);
  });

  test('again and again is an error after four times, with what arrived kept', async () => {
    const { run, server, stored, progress } = start({ stallAfter: 100 });
    const details = { received: 400, total: 3_000 };
    await expect(run()).rejects.toMatchObject({ code: 'network', details });
    expect(stored()?.bytes).toEqual([...bytes.slice(0, 400)]);
    expect(server.requests).toHaveLength(4);
    expect(progress.at(-1)).toMatchObject({ isStalled: true, loaded: 400 });
    server.options.stallAfter = undefined;
    expect(await run()).toBe(2_600);
  });

  test('may do so any number of times while the file grows well', async () => {
    const large = modelBytes(6 << 20);
    const step = (1 << 20) + 10;
    const { run, server } = start({ stallAfter: step, chunk: 1 << 16 }, large);
    expect(await run()).toBe(large.length);
    expect(server.requests).toHaveLength(Math.ceil(large.length / step));
  });

  test('before its first byte, or before it answers at all', async () => {
    for (const options of [{ stallAfter: 0 }, { silent: true }]) {
      const { run, server, stored } = start(options);
      await expect(run()).rejects.toMatchObject({ code: 'network', details: { received: 0 } });
      expect(server.requests).toHaveLength(4);
      expect(server.signals.every((signal) => signal?.aborted === true)).toBe(true);
      Object.assign(server.options, { stallAfter: undefined, silent: false });
      expect(await run()).toBe(3_000);
      expect(stored()?.note.verified).toBe(true);
    }
  });

  test('and then has no ranges starts over', async () => {
    const { run, server } = start({ stallAfter: 1_200, ranges: false });
    server.options.onStall = onceThen(server.options.onStall, () => {
      server.options.stallAfter = undefined;
    });
    expect(await run()).toBe(1_200 + 3_000);
    expect(server.requests).toHaveLength(2);
  });

  test('and then sends a page keeps what arrived before', async () => {
    const { run, server, stored } = start({ stallAfter: 1_200 });
    server.options.onStall = onceThen(server.options.onStall, () => {
      server.options.instead = { body: '<!doctype html>', headers: { 'content-type': 'text/html' } };
    });
    await expect(run()).rejects.toMatchObject({ code: 'model-missing' });
    expect(stored()?.bytes).toHaveLength(1_200);
  });
});

test('a server that is only slow is waited for', async () => {
  const { run, timers, server, progress } = start({
    onStall: () => {
      timers.expire();
      server.goOn();
    },
    stallAfter: 1_200,
  });
  expect(await run()).toBe(3_000);
  expect(server.requests).toHaveLength(1);
  expect(progress.filter(({ isStalled }) => isStalled)).toHaveLength(1);
  expect(progress.at(-1)).toMatchObject({ isStalled: false, loaded: 3_000 });
  expect(timers.waits).toEqual([]);
});

test('no timer is left behind', async () => {
  const { run, timers } = start();
  await run();
  expect(timers.waits).toEqual([]);
});

/** What happens at a stall, after something else. */
function onceThen(then: (() => void) | undefined, first: () => void): () => void {
  return () => {
    first();
    then?.();
  };
}
