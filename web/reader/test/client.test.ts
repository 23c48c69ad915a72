import { describe, expect, it } from 'vitest';
import { type WorkerLike, createFileReader } from '../src/client.js';

/** A worker that answers what it is told to. */
class FakeWorker implements WorkerLike {
  readonly asked: unknown[] = [];
  isTerminated = false;
  readonly #listeners = new Map<string, ((event: never) => void)[]>();

  postMessage(message: unknown): void {
    this.asked.push(message);
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  say(type: string, event: unknown): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event as never);
  }
}

function start() {
  const worker = new FakeWorker();
  return { worker, reader: createFileReader(() => worker) };
}

const files = [new File(['a'], 'a.txt')];

describe('a reader in a worker', () => {
  it('passes on progress and the end, and ends the worker', async () => {
    const { worker, reader } = start();
    const seen: unknown[] = [];
    const found = reader.survey(files, { onProgress: (progress) => seen.push(progress) });
    expect(worker.asked).toEqual([{ what: 'survey', files }]);
    worker.say('message', { data: { what: 'progress', progress: 'half' } });
    expect(worker.isTerminated).toBe(false);
    worker.say('message', { data: { what: 'done', found: 'all' } });
    await expect(found).resolves.toBe('all');
    expect(seen).toEqual(['half']);
    expect(worker.isTerminated).toBe(true);
  });

  it('is stopped by ending the worker', async () => {
    const { worker, reader } = start();
    const stop = new AbortController();
    const found = reader.read(files, { owner: 'everyone', endings: '', signal: stop.signal });
    stop.abort();
    await expect(found).rejects.toMatchObject({ name: 'AbortError' });
    expect(worker.isTerminated).toBe(true);
    await expect(reader.survey(files, { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each([
    ['error', { message: 'out of memory' }, 'out of memory'],
    ['error', {}, 'did not load'],
    ['messageerror', undefined, 'damaged'],
    ['message', { data: { what: 'failed', error: new Error('gone') } }, 'gone'],
  ])('fails with the worker: %s %j', async (type, event, message) => {
    const { worker, reader } = start();
    const found = reader.survey(files);
    worker.say(type, event);
    await expect(found).rejects.toThrow(message);
    expect(worker.isTerminated).toBe(true);
  });
});
