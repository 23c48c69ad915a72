import { afterEach, describe, expect, test } from 'vitest';
import { kinds } from './fakes.js';
import { disposeAll, onlyNote, start } from './fakes/backend.js';

afterEach(disposeAll);

/** The same tests for both transports. */
describe.each(kinds)('another backend is chosen, %s', (kind) => {
  test('cpu leaves the graphics card; the call under way and the session go on, and nothing is loaded', async () => {
    const { engine, complete, reached, card, of, cores, told } = start(kind);
    await reached('faster');
    card.failures.set('complete', 'hang');
    const pending = complete('Hello');
    await engine.backend();
    expect(await engine.use('cpu')).toMatchObject({ used: 'cpu', flavour: 'cpu', reason: 'chosen' });
    await expect(pending).resolves.toMatchObject({ drafts: [{ text: ' Hello 0' }, {}, {}] });
    expect(of('cpu')[0]?.texts).toEqual(['Hello']);
    await expect.poll(() => of('webgpu')[0]?.freed).toBe(1);
    expect(cores).toHaveLength(2);
    expect(told.at(-1)).toMatchObject({ used: 'cpu', reason: 'chosen', adapter: 'acme gen-9' });
    expect(await engine.testBackends()).toMatchObject({ used: 'cpu', reason: 'chosen' });
  });

  test('the call under way ends on the graphics card, whose memory is given back', async () => {
    const { engine, complete, reached, of } = start(kind);
    await reached('faster');
    const pending = complete('slow');
    await engine.backend();
    await engine.use('cpu');
    await expect.poll(() => of('cpu')[0]?.texts).toEqual(['slow']);
    expect(of('webgpu')[0]?.cancelled).toBe(1);
    of('cpu')[0]?.answer();
    await expect(pending).resolves.toMatchObject({ drafts: [{ text: ' slow 0' }, {}, {}] });
    await expect.poll(() => of('webgpu')[0]?.freed).toBe(1);
  });

  test('auto decides as after loading: by what is remembered', async () => {
    const { engine, reached, of } = start(kind, { backend: 'cpu' });
    await reached('chosen');
    expect(await engine.use('auto')).toMatchObject({ used: 'cpu', reason: 'not-tested' });
    expect(await reached('faster')).toMatchObject({ used: 'webgpu', remembered: false });
    await engine.use('cpu');
    await engine.use('auto');
    expect(await reached('faster')).toMatchObject({ used: 'webgpu', remembered: true });
    expect(of('webgpu')[0]?.probes).toHaveLength(2);
  });

  test('webgpu insists though the graphics card is slower, and auto takes that back', async () => {
    const { engine, reached, notes } = start(kind, { card: (card) => (card.keystrokeMs = 31) });
    expect(await reached('slower')).toMatchObject({ used: 'cpu' });
    await engine.use('webgpu');
    expect(await reached('chosen')).toMatchObject({ used: 'webgpu' });
    await engine.use('auto');
    expect(await reached('slower')).toMatchObject({ used: 'cpu', remembered: true });
    expect(onlyNote(notes)?.[1]).toMatchObject({ state: 'tested', outcome: { reason: 'slower' } });
  });

  test('what is in use already stays', async () => {
    const { engine, reached, of } = start(kind);
    await reached('faster');
    expect(await engine.use('webgpu')).toMatchObject({ used: 'webgpu', reason: 'chosen' });
    expect(await engine.use('webgpu')).toMatchObject({ used: 'webgpu', reason: 'chosen' });
    expect(of('webgpu')[0]?.freed).toBe(0);
  });

  test('before anything is loaded it is what loading goes by', async () => {
    const { engine, of } = start(kind);
    expect(await engine.use('cpu')).toMatchObject({ used: 'cpu', reason: 'chosen' });
    expect(of('webgpu')).toHaveLength(0);
  });

  test('while the graphics card is tested the test ends, on the processor too, and is no attempt', async () => {
    const { engine, complete, reached, of, notes, told } = start(kind, {
      card: (card) => (card.probeMs = 5000),
    });
    await reached('testing');
    await expect.poll(() => of('cpu')[0]?.probes.length).toBe(1);
    await engine.use('cpu');
    await expect.poll(() => of('cpu')[0]?.probesCancelled).toBe(1);
    await expect.poll(() => of('webgpu')[0]?.freed).toBe(1);
    await expect.poll(() => notes.notes.size).toBe(0);
    expect(told.at(-1)).toMatchObject({ used: 'cpu', reason: 'chosen' });
    await expect(complete('Hello')).resolves.toBeDefined();
  });

  test('without its decoder the processor has no rival until it is loaded', async () => {
    const { engine, reached, server, of } = start(kind, { backend: 'cpu' });
    server.options.withoutDecoder = true;
    await engine.load();
    await engine.use('webgpu');
    server.options.withoutDecoder = false;
    expect(of('webgpu')).toHaveLength(0);
    expect(await reached('chosen')).toMatchObject({ used: 'webgpu' });
  });

  test('nonsense is refused', async () => {
    const { engine, cores } = start(kind);
    await expect(engine.use('tpu' as 'cpu')).rejects.toMatchObject({
      code: 'bad-argument',
      message: 'choice must be one of auto, cpu, webgpu, not "tpu"',
    });
    expect(cores).toHaveLength(0);
  });
});

test('after a worker died with the graphics card in use, choosing gives the card another chance', async () => {
  const { engine, complete, reached, workers } = start('worker');
  await reached('faster');
  workers[0]?.emit('error', { data: null, message: 'unreachable' });
  await complete('Hello');
  expect(await engine.backend()).toMatchObject({ used: 'cpu', reason: 'crashed' });
  await engine.use('auto');
  expect(await reached('faster')).toMatchObject({ used: 'webgpu', remembered: true });
});
