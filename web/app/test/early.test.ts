import { afterEach, expect, test, vi } from 'vitest';
import { earlyWorker } from '../src/drafts/early.js';

class FakeWorker {
  onerror: unknown = () => undefined;
  constructor(
    readonly url: string,
    readonly options: WorkerOptions,
  ) {}
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a worker that was started is taken once; the next one is started anew', () => {
  const first = new FakeWorker('./assets/worker-1.js', { type: 'module' });
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('forewordEarly', { url: first.url, worker: first });
  const start = earlyWorker();
  expect(start?.()).toBe(first);
  expect(first.onerror).toBeNull();
  const second = start?.();
  expect(second).not.toBe(first);
  expect(second).toMatchObject({ url: first.url, options: { type: 'module' } });
});

test('one that has failed is not taken, and one that is not there yet is not wanted any more', () => {
  const early = { url: './assets/worker-1.js' };
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('forewordEarly', early);
  expect(earlyWorker()?.()).toBeInstanceOf(FakeWorker);
  expect(early).toMatchObject({ isTaken: true });
});

test('where none was started the engine starts its own', () => {
  expect(earlyWorker()).toBeUndefined();
});
