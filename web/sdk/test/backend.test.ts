import { afterEach, describe, expect, test } from 'vitest';
import type { BackendChoice, BackendStatus } from '../src/backend/status.js';
import { EngineClient } from '../src/client.js';
import { InPageTransport } from '../src/transport/in-page.js';
import { WorkerTransport } from '../src/transport/worker.js';
import { FakeError, FakeWorker, fakeGpu, fakeSurroundings, modelBytes, sourceOf } from './fakes.js';

const bytes = modelBytes(1000);
const decoderBytes = modelBytes(201).slice(1);
const info = { vendor: 'acme', architecture: 'gen-9', device: '', description: '' };

type Kind = 'in-page' | 'worker';
type Fakes = ReturnType<typeof fakeSurroundings>;

interface StartOptions {
  backend?: BackendChoice;
  model?: Uint8Array<ArrayBuffer>;
  /** What an earlier session left behind. */
  notes?: Fakes['notes'];
  gpu?: Record<string, string> | null | undefined;
  /** Changes the card before anything begins. */
  card?: (card: Fakes['card']) => void;
}

const engines: EngineClient[] = [];

afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

function start(kind: Kind, options: StartOptions = {}) {
  const model = options.model ?? bytes;
  const fakes = fakeSurroundings(model, decoderBytes);
  const { surroundings, cores, card } = fakes;
  options.card?.(card);
  const { backend } = surroundings;
  const gpu = 'gpu' in options ? options.gpu : info;
  backend.gpu = () => (gpu === undefined ? undefined : fakeGpu(gpu));
  const notes = options.notes ?? fakes.notes;
  backend.notes = notes;
  const workers: FakeWorker[] = [];
  const told: BackendStatus[] = [];
  const engine = new EngineClient({
    load: {
      model: sourceOf(model),
      decoder: sourceOf(decoderBytes, 'decoder.safetensors'),
      flavour: 'cpu',
      ...(options.backend && { backend: options.backend }),
    },
    onBackend: (status) => told.push(status),
    transport: (events) =>
      kind === 'in-page'
        ? new InPageTransport(events, surroundings)
        : new WorkerTransport(() => {
            const worker = new FakeWorker(surroundings);
            workers.push(worker);
            return worker;
          }, events),
  });
  engines.push(engine);
  const of = (flavour: string) => cores.filter((core) => core.flavour === flavour);
  /** Waits until the search for a graphics card has come to this. */
  const reached = async (reason: BackendStatus['reason']) => {
    await engine.load();
    await expect.poll(() => told.at(-1)?.reason, { interval: 2, timeout: 2000 }).toBe(reason);
    return engine.backend();
  };
  return { ...fakes, notes, engine, workers, told, of, reached };
}

const onlyNote = ({ notes }: Fakes['notes']) => {
  expect(notes.size).toBe(1);
  return [...notes][0];
};

/** The same tests for both transports. */
describe.each(['in-page', 'worker'] as const)('where it runs, %s', (kind) => {
  describe('the test', () => {
    test('chooses the graphics card where it is right and faster', async () => {
      const { engine, reached, of, told, card } = start(kind);
      expect(await reached('faster')).toEqual({
        used: 'webgpu',
        flavour: 'webgpu',
        reason: 'faster',
        adapter: 'acme gen-9',
        keystrokeMs: { cpu: 30, webgpu: 10 },
        mostApart: 0,
        message: 'of its speed',
        testedAt: 1_700_000_000_000,
        remembered: false,
      });
      expect(told.map(({ used, reason }) => `${used} ${reason}`)).toEqual([
        'cpu not-tested',
        'cpu testing',
        'webgpu faster',
      ]);
      const [gpu] = of('webgpu');
      expect(gpu?.fed).toEqual([...bytes]);
      expect(gpu?.decoder).toEqual({ bytes: [...decoderBytes], encoderSha256: sourceOf(bytes).sha256 });
      expect(gpu?.warm).toBe(1);
      expect(gpu?.probes).toEqual([{ contexts: ['Hi', 'Dear'], hopelessMs: 60 }]);
      expect(of('cpu')[0]?.probes).toEqual([{ contexts: ['Hi', 'Dear'], hopelessMs: undefined }]);
      await expect(engine.complete('Hello')).resolves.toMatchObject({ drafts: { length: 3 } });
      expect([gpu?.options, of('cpu')[0]?.options]).toEqual([{ drafts: 3, tokens: 8 }, undefined]);
      expect(card.seen).toEqual(['open', 'warm-up', 'probe', 'complete']);
    });

    test.each([
      ['slower', { keystrokeMs: 31 }, { keystrokeMs: { cpu: 30, webgpu: 31 }, mostApart: 0 }],
      ['slower', { keystrokeMs: 310 }, { keystrokeMs: { cpu: 30, webgpu: 310 } }],
      ['wrong', { apart: 0.5 }, { mostApart: 0.5 }],
      ['wrong', { apart: 0.5, keystrokeMs: 31 }, { mostApart: 0.5 }],
      ['wrong', { apart: NaN }, {}],
    ] as const)('leaves a graphics card that is %s alone: %o', async (reason, card, facts) => {
      const { engine, reached, of, notes } = start(kind, { card: (fake) => Object.assign(fake, card) });
      const status = await reached(reason);
      expect(status).toMatchObject({ used: 'cpu', flavour: 'cpu', reason, ...facts });
      await expect.poll(() => of('webgpu')[0]?.freed).toBe(1);
      await engine.complete('Hello');
      expect(of('cpu')[0]?.options).toBeDefined();
      expect(onlyNote(notes)?.[1]).toMatchObject({ state: 'tested', outcome: { reason } });
    });

    test.each([
      ['no-webgpu', undefined],
      ['no-adapter', null],
    ] as const)('%s: nothing is loaded', async (reason, gpu) => {
      const { reached, of, notes } = start(kind, { gpu });
      expect(await reached(reason)).toMatchObject({ used: 'cpu', flavour: 'cpu', reason });
      expect([of('webgpu').length, notes.notes.size]).toEqual([0, 0]);
    });

    test('without its drafting decoder the processor has no rival', async () => {
      const { engine, of, server, told, reached } = start(kind);
      server.options.withoutDecoder = true;
      await engine.load();
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect([of('webgpu').length, told.length]).toEqual([0, 0]);
      server.options.withoutDecoder = false;
      expect(await reached('faster')).toMatchObject({ used: 'webgpu' });
    });

    test('by name the graphics card is used though slower, but not though wrong', async () => {
      const slow = start(kind, { backend: 'webgpu', card: (card) => (card.keystrokeMs = 310) });
      expect(await slow.reached('chosen')).toMatchObject({ used: 'webgpu', reason: 'chosen', mostApart: 0 });
      expect(slow.of('webgpu')[0]?.probes).toEqual([
        { contexts: ['Hi', 'Dear'], hopelessMs: 60 },
        { contexts: ['Hi'], hopelessMs: undefined },
      ]);
      const hasBeenMeasured = { keystrokeMs: { cpu: 30, webgpu: 310 } };
      expect(await slow.engine.backend()).toMatchObject(hasBeenMeasured);
      const wrong = start(kind, { backend: 'webgpu', card: (card) => (card.apart = 1) });
      expect(await wrong.reached('wrong')).toMatchObject({ used: 'cpu' });
      const both = start(kind, {
        backend: 'webgpu',
        card: (card) => Object.assign(card, { apart: 1, keystrokeMs: 310 }),
      });
      expect(await both.reached('wrong')).toMatchObject({ used: 'cpu', mostApart: 1, ...hasBeenMeasured });
    });

    test('by name the processor is all there is', async () => {
      const { engine, reached, of, notes } = start(kind, { backend: 'cpu' });
      expect(await reached('chosen')).toEqual({ used: 'cpu', flavour: 'cpu', reason: 'chosen' });
      expect(await engine.testBackends()).toMatchObject({ used: 'cpu', reason: 'chosen' });
      expect([of('webgpu').length, notes.notes.size]).toEqual([0, 0]);
    });

    test('typing goes on while the graphics card is loaded, and loading waits', async () => {
      const { engine, reached, card, cores } = start(kind, { model: modelBytes(3000) });
      await engine.load();
      let pushed = 0;
      const typed: Promise<unknown>[] = [];
      card.onPush = () => {
        pushed += 1;
        if (pushed === 3) typed.push(engine.complete('slow'));
      };
      await expect.poll(() => cores[0]?.options, { interval: 1 }).toBeDefined();
      await engine.memoryBytes();
      const before = pushed;
      await new Promise((resolve) => setTimeout(resolve, 40));
      expect(pushed).toBe(before);
      expect(before).toBeLessThan(30);
      cores[0]?.answer();
      await expect(typed[0]).resolves.toMatchObject({ drafts: [{ text: ' slow 0' }] });
      await reached('faster');
      expect(pushed).toBe(30);
    });

    test('typing goes on while both are timed, and spoils no time', async () => {
      const { engine, reached, of } = start(kind, { card: (fake) => (fake.probeMs = 30) });
      await engine.load();
      for (const flavour of ['cpu', 'webgpu']) {
        await expect.poll(() => of(flavour)[0]?.probes.length, { interval: 1 }).toBe(1);
        const { drafts } = await engine.complete(`during ${flavour}`);
        expect(drafts[0]?.text).toBe(` during ${flavour} 0`);
      }
      await reached('faster');
      expect([of('cpu')[0]?.probes.length, of('webgpu')[0]?.probes.length]).toEqual([2, 2]);
    });

    test('waits for a pause', async () => {
      const { engine, cores, of, reached } = start(kind);
      await engine.load();
      const slow = engine.complete('slow');
      await new Promise((resolve) => setTimeout(resolve, 40));
      expect(of('webgpu')).toHaveLength(0);
      cores[0]?.answer();
      await slow;
      await reached('faster');
    });

    test.each(['open', 'warm-up', 'probe'] as const)('may hang at %s', async (stage) => {
      const { engine, reached, surroundings } = start(kind, {
        card: (card) => card.failures.set(stage, 'hang'),
      });
      surroundings.backend.limits = { ...surroundings.backend.limits, testMs: 60 };
      expect(await reached('device-lost')).toMatchObject({ used: 'cpu', message: 'no answer within 60 ms' });
      await expect(engine.complete('Hello')).resolves.toBeDefined();
    });

    test('dispose ends it', async () => {
      const { engine, of, told, card } = start(kind, { card: (fake) => (fake.probeMs = 40) });
      await engine.load();
      await expect.poll(() => of('webgpu').length).toBe(1);
      const tested = engine.testBackends();
      const rejected = expect(tested).rejects.toMatchObject({ code: 'disposed' });
      await expect.poll(() => of('cpu')[0]?.probes.length, { interval: 1 }).toBe(1);
      engine.dispose();
      await rejected;
      const before = told.length;
      await new Promise((resolve) => setTimeout(resolve, 120));
      expect(told).toHaveLength(before);
      if (kind === 'in-page') {
        expect(card.seen).not.toContain('probe');
        expect(of('webgpu')[0]?.freed).toBe(1);
      }
    });
  });

  describe('what is remembered', () => {
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

    test('what was given up as hopeless is compared where it is asked for by name', async () => {
      const slow = { card: (card: Fakes['card']) => (card.keystrokeMs = 310) };
      const { notes } = await session(slow, 'slower');
      const { status } = await session({ notes, backend: 'webgpu', ...slow }, 'chosen');
      expect(status).toMatchObject({ used: 'webgpu', remembered: true, mostApart: 0 });
      expect((await session({ notes }, 'slower')).of('webgpu')).toHaveLength(0);
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
      const { engine, reached, of } = start(kind, { notes });
      await reached('slower');
      expect(of('webgpu')).toHaveLength(0);
      expect(await engine.testBackends()).toMatchObject({
        used: 'webgpu',
        reason: 'faster',
        remembered: false,
      });
      expect(of('webgpu')).toHaveLength(1);
      await engine.complete('Hello');
      expect(of('webgpu')[0]?.options).toBeDefined();
    });
  });

  describe('failures of the graphics card in use', () => {
    const lost = new FakeError('device-lost', 'the device was destroyed');

    test.each([
      ['device-lost', lost, 'the device was destroyed'],
      ['crashed', new WebAssembly.RuntimeError('unreachable'), 'the engine stopped: unreachable'],
      ['crashed', new FakeError('internal', 'a broken kernel'), 'a broken kernel'],
      ['device-lost', 'hang', 'no answer within 300 ms'],
    ] as const)('%s: the same call is answered by the processor', async (reason, failure, message) => {
      const { engine, reached, card, of, told } = start(kind);
      await reached('faster');
      card.failures.set('complete', failure);
      const completion = await engine.complete('Hello');
      expect(completion.drafts[0]?.text).toBe(' Hello 0');
      expect(of('cpu')[0]?.options).toEqual({ drafts: 3, tokens: 8 });
      expect(told.at(-1)).toMatchObject({
        used: 'cpu',
        flavour: 'cpu',
        reason,
        message,
        adapter: 'acme gen-9',
      });
      expect(await engine.backend()).toMatchObject({ used: 'cpu', reason });
      const asked = card.seen.length;
      await engine.complete('Hello again');
      expect(card.seen, 'what the graphics card was asked after that').toHaveLength(asked);
    });

    test('what was typed while it hung is answered, and only that', async () => {
      const { engine, reached, card, of } = start(kind);
      await reached('faster');
      card.failures.set('complete', 'hang');
      const first = engine.complete('H');
      const second = engine.complete('He');
      await expect(first).rejects.toMatchObject({ name: 'AbortError' });
      await expect(second).resolves.toMatchObject({ drafts: [{ text: ' He 0' }, {}, {}] });
      expect(of('cpu')[0]?.options).toBeDefined();
    });

    test('errors of the call are passed on, and the graphics card stays in use', async () => {
      const { engine, reached, of } = start(kind);
      await reached('faster');
      await expect(engine.complete('refuse')).rejects.toMatchObject({ code: 'bad-argument' });
      const slow = engine.complete('slow');
      const aborted = expect(slow).rejects.toMatchObject({ name: 'AbortError' });
      await engine.memoryBytes();
      await engine.complete('Hello');
      await aborted;
      expect(of('webgpu')[0]?.cancelled).toBe(1);
      expect(await engine.backend()).toMatchObject({ used: 'webgpu', reason: 'faster' });
    });

    test('another test may bring it back', async () => {
      const { engine, reached, card, of } = start(kind);
      await reached('faster');
      card.failures.set('complete', lost);
      await engine.complete('Hello');
      card.failures.clear();
      expect(await engine.testBackends()).toMatchObject({ used: 'webgpu', reason: 'faster' });
      expect(of('webgpu'), 'the module is started once').toHaveLength(1);
      expect(of('webgpu')[0]?.fed).toEqual([...bytes, ...bytes]);
    });
  });
});

describe('a worker that dies', () => {
  const death = { data: null, message: 'unreachable' };

  test('with the graphics card in use: the pending completion is answered by the processor', async () => {
    const { engine, reached, card, workers, told, of, server } = start('worker');
    await reached('faster');
    card.failures.set('complete', 'hang');
    const pending = engine.complete('Hello');
    await engine.memoryBytes();
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
    const { engine, reached, workers, of, notes } = start('worker', {
      card: (card) => (card.probeMs = 1000),
    });
    await reached('testing');
    const tested = engine.testBackends();
    await engine.memoryBytes();
    workers[0]?.emit('error', death);
    expect(await tested).toMatchObject({ used: 'cpu', reason: 'crashed' });
    expect(onlyNote(notes)?.[1]).toEqual({ state: 'testing', attempts: 1 });
    await expect(engine.complete('Hello')).resolves.toBeDefined();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(of('webgpu')).toHaveLength(1);
  });

  test('on the processor: asked once more, and the graphics card keeps its chance', async () => {
    const { engine, reached, workers, told } = start('worker', { card: (card) => (card.keystrokeMs = 31) });
    await reached('slower');
    const pending = engine.complete('slow');
    await engine.memoryBytes();
    workers[0]?.emit('error', death);
    await expect.poll(() => workers.length).toBe(2);
    await engine.memoryBytes();
    const rejected = expect(pending).rejects.toMatchObject({ code: 'engine-crashed' });
    workers[1]?.emit('error', death);
    await rejected;
    expect(told.some(({ reason }) => reason === 'crashed')).toBe(false);
  });

  test('what it says of itself is checked', async () => {
    const { reached, workers, told, engine } = start('worker', { backend: 'cpu' });
    await reached('chosen');
    const before = told.length;
    workers[0]?.emit('message', { data: { kind: 'backend', id: 0, status: { used: 'tpu' } } });
    expect(workers[0]?.terminated).toBe(true);
    expect(told).toHaveLength(before);
    await expect(engine.complete('Hello')).resolves.toBeDefined();
  });
});
