import { afterEach, describe, expect, test } from 'vitest';
import { FakeError, kinds } from './fakes.js';
import { bytes, disposeAll, onlyNote, start } from './fakes/backend.js';

afterEach(disposeAll);

/** The same tests for both transports. */
describe.each(kinds)('failures of the graphics card in use, %s', (kind) => {
  const lost = new FakeError('device-lost', 'the device was destroyed');

  test.each([
    ['device-lost', lost, 'the device was destroyed'],
    ['crashed', new WebAssembly.RuntimeError('unreachable'), 'the engine stopped: unreachable'],
    ['crashed', new FakeError('internal', 'a broken kernel'), 'a broken kernel'],
    ['device-lost', 'hang', 'no answer within 300 ms'],
  ] as const)('%s: the same call is answered by the processor', async (reason, failure, message) => {
    const { engine, complete, reached, card, of, told } = start(kind);
    await reached('faster');
    card.failures.set('complete', failure);
    const completion = await complete('Hello');
    expect(completion.drafts[0]?.text).toBe(' Hello 0');
    expect(of('cpu')[0]?.options).toEqual({});
    expect(told.at(-1)).toMatchObject({
      used: 'cpu',
      flavour: 'cpu',
      reason,
      message,
      adapter: 'acme gen-9',
    });
    expect(await engine.backend()).toMatchObject({ used: 'cpu', reason });
    const asked = card.seen.length;
    await complete('Hello again');
    expect(card.seen, 'what the graphics card was asked after that').toHaveLength(asked);
  });

  test('what was typed while it hung is answered, and only that', async () => {
    const { engine, complete, reached, card, of } = start(kind);
    await reached('faster');
    card.failures.set('complete', 'hang');
    const first = complete('H');
    await engine.backend();
    const second = complete('He');
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    await expect(second).resolves.toMatchObject({ drafts: [{ text: ' He 0' }, {}, {}] });
    expect([of('webgpu')[0]?.texts, of('cpu')[0]?.texts]).toEqual([['H'], ['He']]);
  });

  test('errors of the call are passed on, and the graphics card stays in use', async () => {
    const { engine, complete, reached, of } = start(kind);
    await reached('faster');
    await expect(complete('refuse')).rejects.toMatchObject({ code: 'bad-argument' });
    const slow = complete('slow');
    const aborted = expect(slow).rejects.toMatchObject({ name: 'AbortError' });
    await engine.backend();
    await complete('Hello');
    await aborted;
    expect(of('webgpu')[0]?.cancelled).toBe(1);
    expect(await engine.backend()).toMatchObject({ used: 'webgpu', reason: 'faster' });
  });

  test('another test may bring it back', async () => {
    const { engine, complete, reached, card, of } = start(kind);
    await reached('faster');
    card.failures.set('complete', lost);
    await complete('Hello');
    card.failures.clear();
    expect(await engine.testBackends()).toMatchObject({ used: 'webgpu', reason: 'faster' });
    expect(of('webgpu'), 'the module is started once').toHaveLength(1);
    expect(of('webgpu')[0]?.fed).toEqual([...bytes, ...bytes]);
  });
});

describe('a worker that dies', () => {
  const death = { data: null, message: 'unreachable' };

  test('with the graphics card in use: the pending completion is answered by the processor', async () => {
    const { engine, complete, reached, card, workers, told, of, server } = start('worker');
    await reached('faster');
    card.failures.set('complete', 'hang');
    const pending = complete('Hello');
    await engine.backend();
    workers[0]?.emit('error', death);
    await expect(pending).resolves.toMatchObject({ drafts: [{ text: ' Hello 0' }, {}, {}] });
    expect(workers).toHaveLength(2);
    expect(server.requests).toHaveLength(2);
    expect(told.at(-1)).toMatchObject({
      used: 'cpu',
      flavour: 'cpu',
      reason: 'crashed',
      adapter: 'acme gen-9',
    });
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(of('webgpu'), 'the graphics card is left alone').toHaveLength(1);
    expect(await engine.backend()).toMatchObject({ used: 'cpu', reason: 'crashed' });
    card.failures.clear();
    expect(await engine.testBackends()).toMatchObject({ used: 'webgpu', reason: 'faster' });
  });

  test('with the graphics card in a test: the test has an outcome, and nothing is tested any more', async () => {
    const { engine, complete, reached, workers, of, notes } = start('worker', {
      card: (card) => (card.probeMs = 1000),
    });
    await reached('testing');
    const tested = engine.testBackends();
    await engine.backend();
    workers[0]?.emit('error', death);
    expect(await tested).toMatchObject({ used: 'cpu', reason: 'crashed' });
    expect(onlyNote(notes)?.[1]).toEqual({ state: 'testing', attempts: 1 });
    await expect(complete('Hello')).resolves.toBeDefined();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(of('webgpu')).toHaveLength(1);
  });

  test('on the processor: asked once more, and the graphics card keeps its chance', async () => {
    const { engine, complete, reached, workers, told } = start('worker', {
      card: (card) => (card.keystrokeMs = 31),
    });
    await reached('slower');
    const pending = complete('slow');
    await engine.backend();
    workers[0]?.emit('error', death);
    await expect.poll(() => workers.length).toBe(2);
    await engine.backend();
    const rejected = expect(pending).rejects.toMatchObject({ code: 'engine-crashed' });
    workers[1]?.emit('error', death);
    await rejected;
    expect(told.some(({ reason }) => reason === 'crashed')).toBe(false);
  });

  test('what it says of itself is checked', async () => {
    const { reached, workers, told, complete } = start('worker', { backend: 'cpu' });
    await reached('chosen');
    const before = told.length;
    workers[0]?.emit('message', { data: { kind: 'backend', id: 0, status: { used: 'tpu' } } });
    expect(workers[0]?.terminated).toBe(true);
    expect(told).toHaveLength(before);
    await expect(complete('Hello')).resolves.toBeDefined();
  });
});
