import { afterEach, describe, expect, test } from 'vitest';
import type { BackendStatus } from '../src/backend/status.js';
import { FakeError, kinds, modelBytes } from './fakes.js';
import { type Fakes, type StartOptions, disposeAll, info, onlyNote, start } from './fakes/backend.js';

afterEach(disposeAll);

/** The same tests for both transports. */
describe.each(kinds)('what is remembered, %s', (kind) => {
  const session = async (options: StartOptions, reason: BackendStatus['reason']) => {
    const started = start(kind, options);
    const status = await started.reached(reason);
    started.engine.dispose();
    return { ...started, status };
  };

  test('a slow graphics card is not loaded again', async () => {
    const { notes } = await session({ card: (card) => (card.keystrokeMs = 31) }, 'slower');
    const { status, of, told } = await session({ notes }, 'slower');
    expect(status).toMatchObject({
      used: 'cpu',
      remembered: true,
      testedAt: 1_700_000_000_000,
      keystrokeMs: { webgpu: 31 },
    });
    expect(of('webgpu')).toHaveLength(0);
    expect(told.map(({ reason }) => reason)).toEqual(['not-tested', 'slower']);
  });

  test('a fast one is used without being timed', async () => {
    const { notes } = await session({}, 'faster');
    const { status, of } = await session({ notes, card: (card) => (card.keystrokeMs = 50) }, 'faster');
    expect(status).toMatchObject({ used: 'webgpu', remembered: true, keystrokeMs: { webgpu: 10 } });
    expect(of('webgpu')[0]?.probes).toEqual([{ contexts: ['Hi'], hopelessMs: undefined }]);
  });

  test('unless it has become wrong', async () => {
    const { notes } = await session({}, 'faster');
    const { status } = await session({ notes, card: (card) => (card.apart = 0.1) }, 'wrong');
    expect(status).toMatchObject({ used: 'cpu', remembered: false, mostApart: 0.1 });
    const { of } = await session({ notes }, 'wrong');
    expect(of('webgpu')).toHaveLength(0);
  });

  test.each([
    ['another model', { model: modelBytes(900) }],
    ['another graphics card', { gpu: { ...info, architecture: 'gen-10' } }],
  ] as const)('says nothing of %s', async (_, other) => {
    const { notes } = await session({ card: (card) => (card.keystrokeMs = 31) }, 'slower');
    const { status } = await session({ notes, ...other }, 'faster');
    expect(status).toMatchObject({ used: 'webgpu', remembered: false });
    expect(notes.notes.size).toBe(2);
  });

  test('a slow one is used where it is asked for by name, a wrong one is not', async () => {
    const { notes } = await session({ card: (card) => (card.keystrokeMs = 310) }, 'slower');
    const { status } = await session({ notes, backend: 'webgpu' }, 'chosen');
    expect(status).toMatchObject({ used: 'webgpu', remembered: false, mostApart: 0 });
    expect((await session({ notes }, 'slower')).of('webgpu')).toHaveLength(0);
    const wrong = await session({ card: (card) => (card.apart = 1) }, 'wrong');
    const { of } = await session({ notes: wrong.notes, backend: 'webgpu' }, 'wrong');
    expect(of('webgpu')).toHaveLength(0);
  });

  test('a card that is not up to it is not asked again', async () => {
    const failure = new FakeError('unsupported', 'it has 4 storage buffers, 7 are needed');
    const { status, notes } = await session(
      { card: (card) => card.failures.set('open', failure) },
      'unsupported',
    );
    expect(status).toMatchObject({ used: 'cpu', message: 'it has 4 storage buffers, 7 are needed' });
    expect((await session({ notes }, 'unsupported')).of('webgpu')).toHaveLength(0);
  });

  test('tests that do not end are counted, and there is no third', async () => {
    const fails = {
      card: (card: Fakes['card']) => card.failures.set('probe', new FakeError('device-lost', 'no memory')),
    };
    const { notes } = await session(fails, 'device-lost');
    expect(onlyNote(notes)?.[1]).toEqual({ state: 'testing', attempts: 1 });
    await session({ notes, ...fails }, 'device-lost');
    expect(onlyNote(notes)?.[1]).toEqual({ state: 'testing', attempts: 2 });
    const third = await session({ notes, ...fails }, 'crashed');
    expect(third.status).toMatchObject({ used: 'cpu', message: 'the test did not end, 2 times' });
    expect(third.of('webgpu')).toHaveLength(0);
    expect((await session({ notes }, 'crashed')).of('webgpu')).toHaveLength(0);
  });

  test('what has nothing to do with the graphics card is no attempt', async () => {
    const failure = new FakeError('network', 'HTTP 503');
    const { engine, told, notes } = start(kind, { card: (card) => card.failures.set('open', failure) });
    await engine.load();
    await expect
      .poll(() => told.map(({ reason }) => reason), { interval: 2 })
      .toEqual(['not-tested', 'testing', 'not-tested']);
    expect(told.at(-1)).toMatchObject({ used: 'cpu', message: 'HTTP 503' });
    expect(notes.notes.size).toBe(0);
  });

  test.each([
    null,
    'cpu',
    {},
    { state: 'tested' },
    { state: 'tested', at: -1, outcome: { reason: 'slower' } },
    { state: 'tested', at: 5, outcome: { reason: 'fastest' } },
    { state: 'tested', at: 5, outcome: { reason: 'slower', keystrokeMs: { cpu: '1', webgpu: 2 } } },
    { state: 'tested', at: 5, outcome: { reason: 'slower', mostApart: Infinity } },
    { state: 'testing', attempts: 'many' },
    { state: 'toString', attempts: 9 },
  ])('nonsense is ignored: %o', async (nonsense) => {
    const { notes } = await session({ card: (card) => (card.keystrokeMs = 31) }, 'slower');
    const key = onlyNote(notes)?.[0] ?? '';
    notes.notes.set(key, nonsense);
    expect((await session({ notes }, 'faster')).status).toMatchObject({
      used: 'webgpu',
      remembered: false,
    });
  });

  test('where nothing can be stored the test is made, and made again', async () => {
    const first = start(kind);
    first.notes.isBroken = true;
    expect(await first.reached('faster')).toMatchObject({ used: 'webgpu' });
    const { status } = await session({ notes: first.notes }, 'faster');
    expect(status).toMatchObject({ used: 'webgpu', remembered: false });
  });

  test('is forgotten when a test is asked for', async () => {
    const { notes } = await session({ card: (card) => (card.keystrokeMs = 31) }, 'slower');
    const { engine, complete, reached, of } = start(kind, { notes });
    await reached('slower');
    expect(of('webgpu')).toHaveLength(0);
    expect(await engine.testBackends()).toMatchObject({
      used: 'webgpu',
      reason: 'faster',
      remembered: false,
    });
    expect(of('webgpu')).toHaveLength(1);
    await complete('Hello');
    expect(of('webgpu')[0]?.options).toBeDefined();
  });
});
