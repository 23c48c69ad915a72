import { describe, expect, test, vi } from 'vitest';
import { EngineClient } from '../src/client/engine.js';
import { WorkerTransport } from '../src/transport/worker.js';
import type { CompleteOptions, Progress } from '../src/types.js';
import {
  FakeWorker,
  fakeSurroundings,
  kinds,
  modelBytes,
  packedOf,
  packedSourceOf,
  refusedByte,
  sourceOf,
  transportOf,
} from './fakes.js';

const bytes = modelBytes(1000);

/** The same tests for both transports. */
describe.each(kinds)('engine, %s', (kind) => {
  function start(decoder?: Uint8Array<ArrayBuffer>, isPacked = false) {
    const packed = { model: packedOf(bytes), decoder: decoder && packedOf(decoder, bytes) };
    const fakes = isPacked
      ? fakeSurroundings(packed.model, packed.decoder)
      : fakeSurroundings(bytes, decoder);
    const source = (file: Uint8Array, form: Uint8Array | undefined, name: string) =>
      isPacked && form !== undefined ? packedSourceOf(file, form, name) : sourceOf(file, name);
    const workers: FakeWorker[] = [];
    const progress: Progress[] = [];
    const engine = new EngineClient({
      load: {
        model: source(bytes, packed.model, 'model.gguf'),
        decoder: decoder && source(decoder, packed.decoder, 'decoder.safetensors'),
        flavour: 'cpu',
      },
      onProgress: (step) => progress.push(step),
      transport: transportOf(kind, fakes.surroundings, workers),
    });
    const session = engine.session();
    const complete = (before: string, options?: CompleteOptions) => session.complete({ before }, options);
    return { ...fakes, engine, session, complete, workers, progress };
  }

  test('does nothing before the first call', async () => {
    const { engine, cores, server } = start();
    expect(cores).toHaveLength(0);
    await engine.load();
    await engine.load();
    expect(cores).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });

  test('loads on first use and feeds the model to the core, whole and in order', async () => {
    const { complete, cores, progress } = start();
    const completion = await complete('Hello', { drafts: 2 });
    expect(completion.drafts.map((draft) => draft.text)).toEqual([' Hello 0', ' Hello 1']);
    expect(cores[0]?.fed).toEqual([...bytes]);
    expect(progress.at(0)).toMatchObject({ phase: 'download', loaded: 0, total: 1000 });
    expect(progress.at(-1)).toEqual({ phase: 'load', loaded: 1000, total: 1000 });
  });

  test('downloads packed files, unpacks them once, and keeps the plain ones', async () => {
    const decoder = modelBytes(200);
    const { engine, cores, progress, store, server } = start(decoder, true);
    const info = await engine.load();
    expect(info).toMatchObject({ downloadedBytes: 1266, decoder: { state: 'loaded' } });
    expect(cores[0]?.fed).toEqual([...bytes]);
    expect(cores[0]?.decoder).toEqual({ bytes: [...decoder], encoderSha256: sourceOf(bytes).sha256 });
    const phases = progress.map(({ phase }) => phase).filter((phase, at, all) => phase !== all[at - 1]);
    expect(phases).toEqual(['download', 'unpack', 'load']);
    const unpacked = progress.filter((step) => step.phase === 'unpack');
    expect(unpacked.at(-1)).toEqual({ phase: 'unpack', loaded: 1200, total: 1200 });
    const sizes = [...store.files.values()].map((file) => file.bytes.length);
    expect(sizes.sort()).toEqual([0, 0, 1000, 200]);

    engine.dispose();
    const again = start(decoder, true);
    again.surroundings.chooseStore = () => store;
    expect(await again.engine.load()).toMatchObject({ downloadedBytes: 0, decoder: { state: 'loaded' } });
    expect([server.requests.length, again.server.requests.length]).toEqual([2, 0]);
    expect(again.progress.every(({ phase }) => phase === 'load')).toBe(true);
  });

  test('a decoder that does not unpack is missing, and nothing else is', async () => {
    const decoder = modelBytes(200);
    const { engine, server, store } = start(decoder, true);
    const { sha256 } = sourceOf(packedOf(decoder, bytes));
    const broken = Uint8Array.from([refusedByte]);
    store.files.set(sha256, {
      bytes: [...broken, ...packedOf(decoder, bytes).slice(1)],
      note: { verified: true },
    });
    expect(await engine.load()).toMatchObject({
      downloadedBytes: 1033,
      decoder: { state: 'failed', error: { code: 'model-corrupt' } },
    });
    expect(await engine.load()).toMatchObject({ downloadedBytes: 233, decoder: { state: 'loaded' } });
    expect(server.requests).toHaveLength(2);
  });

  test('tells what it loaded', async () => {
    const { engine, store } = start();
    expect(await engine.load()).toMatchObject({
      flavour: 'cpu',
      downloadedBytes: 1000,
      decoder: { state: 'none' },
    });
    expect(store.files.get(sourceOf(bytes).sha256)?.note.verified).toBe(true);
  });

  test('a later call aborts the earlier one, at the caller and in the core', async () => {
    const { engine, complete, cores } = start();
    await engine.load();
    const first = complete('slow 1');
    await engine.backend();
    const second = complete('Hello');
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    await expect(second).resolves.toMatchObject({ drafts: { length: 3 } });
    expect(cores[0]?.cancelled).toBe(1);
  });

  test('of calls made while loading only the last is answered', async () => {
    const { complete } = start();
    const results = await Promise.allSettled(['a', 'b', 'c'].map((text) => complete(text)));
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  test('an abort signal ends the call in the core', async () => {
    const { engine, complete, cores } = start();
    await engine.load();
    const controller = new AbortController();
    const call = complete('slow', { signal: controller.signal });
    await engine.backend();
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await engine.backend();
    expect(cores[0]?.cancelled).toBe(1);
    await expect(complete('x', { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  test.each([
    { drafts: 0 },
    { drafts: 9 },
    { drafts: 1.5 },
    { tokens: 0 },
    { tokens: 33 },
    { tokens: NaN },
    { minConfidence: 1.1 },
    { minConfidence: NaN },
    { deadlineMs: -1 },
    { deadlineMs: Infinity },
    { allowNumbers: 1 as unknown as boolean },
    { depth: 'toString' as 'full' },
    { verify: 33 },
    { verify: -1 },
    { verify: 1.5 },
  ])('refuses %o', async (options) => {
    const { complete, cores } = start();
    await expect(complete('Hello', options)).rejects.toMatchObject({ code: 'bad-argument' });
    expect(cores).toHaveLength(0);
  });

  test('passes every option on, and leaves out none that was given', async () => {
    const { complete, cores } = start();
    const given = {
      drafts: 2,
      tokens: 32,
      minConfidence: 0,
      deadlineMs: 40,
      allowNumbers: true,
      depth: 'full',
      verify: 0,
    } as const;
    const { drafts, revision } = await complete('Hello', given);
    expect(cores[0]?.options).toEqual(given);
    expect(drafts.map((draft) => draft.confidence)).toEqual([1, 0.5]);
    expect(revision).toBe(1);
    await complete('Hello');
    expect(cores[0]?.options).toEqual({});
  });

  describe('with a drafting decoder', () => {
    const decoderBytes = modelBytes(301).slice(1);
    const decoder = sourceOf(decoderBytes, 'decoder.safetensors');

    test('loads it after the model, and counts both files together', async () => {
      const { engine, cores, progress } = start(decoderBytes);
      expect(await engine.load()).toMatchObject({ downloadedBytes: 1300, decoder: { state: 'loaded' } });
      expect(cores[0]?.decoder).toEqual({ bytes: [...decoderBytes], encoderSha256: sourceOf(bytes).sha256 });
      const of = (phase: string) => progress.filter((step) => step.phase === phase);
      expect(of('download').at(0)).toMatchObject({ loaded: 0, total: 1300 });
      expect(of('download').at(-1)).toMatchObject({ loaded: 1300, total: 1300 });
      expect(of('load').at(-1)).toEqual({ phase: 'load', loaded: 1300, total: 1300 });
    });

    test('works without it, says so, and tries again when asked to', async () => {
      const { engine, complete, cores, server } = start(decoderBytes);
      server.options.withoutDecoder = true;
      const failed = { decoder: { state: 'failed', error: { code: 'model-missing' } } };
      expect(await engine.load()).toMatchObject(failed);
      await expect(complete('Hello')).resolves.toMatchObject({ drafts: { length: 3 } });
      expect(await engine.load()).toMatchObject(failed);
      server.options.withoutDecoder = false;
      expect(await engine.load()).toMatchObject({ downloadedBytes: 300, decoder: { state: 'loaded' } });
      expect(await engine.load()).toMatchObject({ decoder: { state: 'loaded' } });
      expect(cores).toHaveLength(1);
      expect(cores[0]?.fed).toHaveLength(1000);
    });

    test('is not put in while a completion runs', async () => {
      const { engine, complete, cores, server } = start(decoderBytes);
      server.options.withoutDecoder = true;
      await engine.load();
      server.options.withoutDecoder = false;
      const slow = complete('slow');
      await engine.backend();
      const loading = engine.load();
      await expect.poll(() => server.requests.length).toBe(3);
      await engine.backend();
      expect(cores[0]?.decoder).toBeUndefined();
      cores[0]?.answer();
      await slow;
      expect(await loading).toMatchObject({ decoder: { state: 'loaded' } });
    });

    test('one that is not for this model is refused, not downloaded again', async () => {
      const refused = Uint8Array.from([refusedByte, ...decoderBytes]);
      const { engine, store } = start(refused);
      expect(await engine.load()).toMatchObject({
        decoder: { state: 'failed', error: { code: 'model-invalid' } },
      });
      expect(store.files.get(sourceOf(refused).sha256)?.bytes).toHaveLength(301);
    });

    test('one that decayed in the store is downloaded again', async () => {
      const { engine, store } = start(decoderBytes);
      store.files.set(decoder.sha256, {
        bytes: [refusedByte, ...decoderBytes.slice(1)],
        note: { verified: true },
      });
      expect(await engine.load()).toMatchObject({
        decoder: { state: 'failed', error: { code: 'model-invalid' } },
      });
      expect(await engine.load()).toMatchObject({ downloadedBytes: 300, decoder: { state: 'loaded' } });
    });
  });

  test('passes on the errors of the core with their code', async () => {
    const { complete } = start();
    await expect(complete('refuse')).rejects.toMatchObject({
      code: 'bad-argument',
      message: 'not this text',
    });
    await expect(complete('Hello')).resolves.toBeDefined();
  });

  test('a completion over which the engine dies twice is rejected, and the next call starts a new engine', async () => {
    const { engine, complete, cores, server } = start();
    await engine.load();
    await expect(complete('panic')).rejects.toMatchObject({ code: 'engine-crashed' });
    expect(cores).toHaveLength(2);
    await expect(complete('Hello')).resolves.toBeDefined();
    expect(cores).toHaveLength(3);
    expect(server.requests).toHaveLength(1);
  });

  test('a completion over which the engine dies once is answered by a new engine with the stored model', async () => {
    const { engine, complete, cores, server } = start();
    await engine.load();
    const pending = complete('panic once');
    await expect(pending).resolves.toMatchObject({ drafts: { length: 3 } });
    expect(cores).toHaveLength(2);
    expect(server.requests).toHaveLength(1);
  });

  test('a failed load can be tried again', async () => {
    const { engine, complete, server, cores } = start();
    server.options.down = true;
    await expect(engine.load()).rejects.toMatchObject({ code: 'network' });
    await expect(complete('Hello')).rejects.toMatchObject({ code: 'network' });
    server.options.down = false;
    await expect(complete('Hello')).resolves.toBeDefined();
    expect(cores).toHaveLength(1);
  });

  test('dispose ends pending and later calls', async () => {
    const { engine, complete } = start();
    await engine.load();
    const pending = complete('slow');
    const rejected = expect(pending).rejects.toMatchObject({ code: 'disposed' });
    await Promise.resolve();
    await new Promise(setImmediate);
    engine.dispose();
    await rejected;
    await expect(complete('Hello')).rejects.toMatchObject({ code: 'disposed' });
  });
});

describe('worker only', () => {
  function start() {
    const { surroundings } = fakeSurroundings(bytes);
    const workers: FakeWorker[] = [];
    const onCrash = vi.fn();
    const transport = new WorkerTransport(
      () => {
        const worker = new FakeWorker(surroundings);
        workers.push(worker);
        return worker;
      },
      { onCrash },
    );
    const load = async () => {
      await transport.call('load', { model: sourceOf(bytes), flavour: 'cpu' });
      await transport.call('open', { session: 1, options: {} });
    };
    const complete = () =>
      transport.call('complete', { session: 1, call: 1, context: { before: 'slow' }, options: {} });
    return { complete, workers, onCrash, load };
  }

  test.each([
    ['error', { data: null, message: 'out of memory' }],
    ['messageerror', { data: null }],
    ['message', { data: 'nonsense' }],
    ['message', { data: { kind: 'return' } }],
    ['message', { data: { kind: 'throw', id: 1, error: { code: 'made-up' } } }],
  ])('a worker that emits %s %o is ended and its calls are answered', async (type, event) => {
    const { complete, workers, onCrash, load } = start();
    await load();
    const pending = complete();
    workers[0]?.emit(type, event);
    await expect(pending).rejects.toMatchObject({ code: 'engine-crashed' });
    expect(workers[0]?.terminated).toBe(true);
    expect(onCrash).toHaveBeenCalledTimes(1);
    await load();
    expect(workers).toHaveLength(2);
  });

  test('a value of the wrong shape rejects its call only', async () => {
    const { complete, workers, load } = start();
    await load();
    const pending = complete();
    workers[0]?.emit('message', { data: { kind: 'return', id: 3, value: { drafts: [{ text: 1 }] } } });
    await expect(pending).rejects.toMatchObject({ code: 'bad-message' });
    expect(workers[0]?.terminated).toBe(false);
  });

  test('a worker that cannot be started', async () => {
    const transport = new WorkerTransport(() => {
      throw new Error('blocked by policy');
    });
    await expect(transport.call('backend', null)).rejects.toMatchObject({ code: 'engine-crashed' });
  });
});
