import { afterEach, describe, expect, test } from 'vitest';
import { kinds } from './fakes.js';
import { type StartOptions, disposeAll, start } from './fakes/backend.js';

afterEach(disposeAll);

/** No graphics card, and two threads are faster than one. */
const twoBest: StartOptions = { gpu: undefined, card: (card) => (card.bestThreads = 2) };

/** The same tests for both transports. */
describe.each(kinds)('threads of the processor, %s', (kind) => {
  /** An engine that has been asked for threads, and what became of it. */
  const settled = async (options: StartOptions) => {
    const started = start(kind, options);
    await started.engine.load();
    const asked = () => started.of('cpu')[0]?.threads;
    await expect.poll(asked, { interval: 2, timeout: 2000 }).toHaveLength(1);
    const threads = async () => (await started.engine.backend()).threads;
    return { ...started, asked: asked(), threads };
  };

  test('are tested once, and remembered', async () => {
    const { asked, threads, notes } = await settled(twoBest);
    expect([asked, await threads()]).toEqual([[0], 2]);
    await expect.poll(() => notes.notes.size, { interval: 2 }).toBe(1);
    const again = await settled({ ...twoBest, notes });
    expect([again.asked, await again.threads()]).toEqual([[2], 2]);
  });

  test('are told of, and told again when helpers end', async () => {
    const { told, of, threads } = await settled(twoBest);
    await expect.poll(() => told.at(-1)?.threads, { interval: 2 }).toBe(2);
    of('cpu')[0]?.onThreads?.(1);
    await expect.poll(() => told.at(-1)?.threads, { interval: 2 }).toBe(1);
    expect(await threads()).toBe(1);
  });

  test('are as many as were chosen, of which nothing is remembered', async () => {
    const { asked, threads, notes } = await settled({ ...twoBest, threads: 4 });
    expect([asked, await threads(), notes.notes.size]).toEqual([[4], 4, 0]);
  });

  test('where there can be only one, nothing is remembered either', async () => {
    const { asked, threads, notes } = await settled({ gpu: undefined });
    expect([asked, await threads(), notes.notes.size]).toEqual([[0], undefined, 0]);
  });

  test('notes that cannot be read or make no sense are no notes', async () => {
    const { notes } = await settled(twoBest);
    await expect.poll(() => notes.notes.size, { interval: 2 }).toBe(1);
    for (const key of notes.notes.keys()) notes.notes.set(key, { threads: 'many' });
    expect((await settled({ ...twoBest, notes })).asked).toEqual([0]);
    notes.get = () => Promise.reject(new Error('no storage'));
    notes.set = () => Promise.reject(new Error('no storage'));
    const { asked, threads } = await settled({ ...twoBest, notes });
    expect([asked, await threads()]).toEqual([[0], 2]);
  });

  test('a graphics card that takes over needs no helpers', async () => {
    const { reached, of } = start(kind, { card: (card) => (card.bestThreads = 2) });
    expect((await reached('faster')).threads).toBeUndefined();
    expect(of('cpu')[0]?.threads).toEqual([]);
  });

  test('drafts do not wait for the test', async () => {
    const { complete, of } = start(kind, twoBest);
    expect((await complete('Hello')).drafts).toHaveLength(3);
    await expect.poll(() => of('cpu')[0]?.threads, { interval: 2, timeout: 2000 }).toEqual([0]);
  });
});
