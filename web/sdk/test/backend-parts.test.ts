import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Activity } from '../src/backend/activity.js';
import { findAdapter } from '../src/backend/adapter.js';
import { BackendRecord, browserNotes } from '../src/backend/record.js';
import { reasonOfFailure } from '../src/backend/outcome.js';
import { withTimeout } from '../src/backend/timeout.js';
import { ForewordError } from '../src/errors.js';
import { version } from '../src/version.js';
import { fakeGpu } from './fakes.js';

test('the version is that of the package', () => {
  const path = new URL('../package.json', import.meta.url);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version });
});

describe('an adapter', () => {
  test.each([
    [{ vendor: 'acme', architecture: 'gen-9', device: '0x1', description: '' }, 'acme gen-9'],
    [{ vendor: 'acme', architecture: 'gen-9', description: 'Acme Riva 9 ' }, 'Acme Riva 9'],
    [{ vendor: 'acme' }, 'acme'],
    [{}, ''],
  ])('%o is called "%s"', async (info, name) => {
    const found = await findAdapter(fakeGpu(info));
    expect(found).toMatchObject({ adapter: { name, identity: { length: 4 } } });
  });

  test('without a description at all', async () => {
    const gpu = { requestAdapter: () => Promise.resolve({}) };
    expect(await findAdapter(gpu)).toEqual({ adapter: { name: '', identity: ['', '', '', ''] } });
  });

  test('that cannot be asked for', async () => {
    const gpu = { requestAdapter: () => Promise.reject(new Error('blocked')) };
    expect(await findAdapter(gpu)).toEqual({ missing: 'no-adapter', message: 'blocked' });
  });
});

test('without IndexedDB nothing is remembered and nothing breaks', async () => {
  const record = new BackendRecord(browserNotes(), 'key');
  await record.write({ state: 'testing', attempts: 1 });
  expect(await record.read()).toBeUndefined();
});

test('a pause begins anew with every call', async () => {
  const activity = new Activity();
  const { signal } = new AbortController();
  const ends: string[] = [];
  const quiet = activity.quiet(30, signal).then(() => ends.push('quiet'));
  const call = (ms: number) =>
    activity.during(() => new Promise((resolve) => setTimeout(resolve, ms))).then(() => ends.push('call'));
  await new Promise((resolve) => setTimeout(resolve, 10));
  await call(5);
  await call(40);
  await quiet;
  expect(ends).toEqual(['call', 'call', 'quiet']);
  expect(activity.isIdle).toBe(true);
});

test('a task for an idle moment waits again if a call took that moment', async () => {
  const ends: string[] = [];
  const call = (name: string) =>
    activity.during(() => new Promise((resolve) => setImmediate(resolve))).then(() => ends.push(name));
  class Raced extends Activity {
    #races = 2;
    override async idle(): Promise<void> {
      await super.idle();
      if (this.#races-- > 0) void call('race');
    }
  }
  const activity = new Raced();
  await activity.whenIdle(() => ends.push('task'));
  expect(ends).toEqual(['race', 'race', 'task']);
});

test('a failed call is over too', async () => {
  const activity = new Activity();
  await expect(activity.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(
    activity.during(() => {
      throw new Error('at once');
    }),
  ).rejects.toThrow('at once');
  expect(activity.isIdle).toBe(true);
});

test('what is given up says why', async () => {
  const never = new Promise<never>(() => undefined);
  await expect(withTimeout(5, never, new AbortController().signal)).rejects.toMatchObject({
    code: 'device-lost',
  });
  const reason = new ForewordError('disposed', 'over');
  await expect(withTimeout(1000, never, AbortSignal.abort(reason))).rejects.toBe(reason);
  const gone = new AbortController();
  const waiting = withTimeout(1000, never, gone.signal);
  gone.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test.each([
  [new ForewordError('unsupported', 'x'), 'unsupported'],
  [new ForewordError('device-lost', 'x'), 'device-lost'],
  [new ForewordError('storage', 'x'), 'not-tested'],
  [new ForewordError('model-invalid', 'x'), 'crashed'],
  [new WebAssembly.RuntimeError('x'), 'crashed'],
  [new Error('x'), 'crashed'],
])('%o is the reason %s', (error, reason) => {
  expect(reasonOfFailure(error).reason).toBe(reason);
});
