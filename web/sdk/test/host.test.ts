import { describe, expect, test, vi } from 'vitest';
import { toForewordError } from '../src/errors.js';
import type { Answer } from '../src/transport/answers.js';
import { detectFlavour } from '../src/features.js';
import { EngineHost } from '../src/host/host.js';
import { type HostPort, serve } from '../src/transport/port.js';
import { sessionHandlers } from '../src/transport/handlers.js';
import { fakeSurroundings, handlersOf, modelBytes, sourceOf } from './fakes.js';

const model = { url: 'x', bytes: 1, sha256: 'a'.repeat(64) };

describe('the worker refuses what it does not understand', () => {
  function send(data: unknown): Promise<Answer | undefined> {
    const { surroundings } = fakeSurroundings(modelBytes(1));
    return new Promise((resolve) => {
      const port: HostPort = {
        postMessage: resolve,
        addEventListener: (_type, listener) => {
          listener({ data });
        },
      };
      serve(port, (events) => handlersOf(new EngineHost(events, surroundings)));
      setTimeout(() => {
        resolve(undefined);
      }, 20);
    });
  }

  const context = { before: 'x' };

  test.each([
    { kind: 'explode', id: 1, input: null },
    { kind: 'toString', id: 1, input: null },
    { id: 1 },
    { kind: 'complete', id: 1 },
    { kind: 'complete', id: 1, input: { session: 1, call: 1, context: { before: 7 }, options: {} } },
    {
      kind: 'complete',
      id: 1,
      input: { session: 1, call: 1, context: { before: 'x', after: null }, options: {} },
    },
    { kind: 'complete', id: 1, input: { session: 1, call: 1, context } },
    { kind: 'complete', id: 1, input: { session: 1, context, options: {} } },
    { kind: 'complete', id: 1, input: { session: -1, call: 1, context, options: {} } },
    { kind: 'complete', id: 1, input: { session: 1, call: 1, context, options: { drafts: -1 } } },
    { kind: 'complete', id: 1, input: { session: 1, call: 1, context, options: { drafts: 1.5 } } },
    { kind: 'complete', id: 1, input: { session: 1, call: 1, context, options: { allowNumbers: 'yes' } } },
    { kind: 'complete', id: 1, input: { session: 1, call: 1, context, options: { depth: 'deep' } } },
    { kind: 'complete', id: 1, input: { session: 1, call: 1, context, options: {} } },
    { kind: 'open', id: 1, input: { session: 1, options: { prefix: 7 } } },
    { kind: 'open', id: 1, input: { session: '1', options: {} } },
    { kind: 'cancel', id: 1, input: {} },
    { kind: 'cancel', id: 1, input: { session: 1, call: NaN } },
    { kind: 'focus', id: 1, input: { session: 1 } },
    { kind: 'close', id: 1, input: null },
    { kind: 'load', id: 1, input: { model: { ...model, sha256: 'x' } } },
    { kind: 'load', id: 1, input: { model: { ...model, bytes: Infinity } } },
    { kind: 'load', id: 1, input: { model, flavour: 'gpu' } },
    { kind: 'load', id: 1, input: { model, flavour: 'webgpu' } },
    { kind: 'load', id: 1, input: { model, backend: 'gpu' } },
    { kind: 'load', id: 1, input: { model, sessionMemoryBytes: -1 } },
    { kind: 'load', id: 1, input: { model, wasmUrls: { webgpu: 1 } } },
    { kind: 'load', id: 1, input: { model, decoder: { ...model, bytes: -1 } } },
    { kind: 'backend', id: 1, input: 'auto' },
    { kind: 'use', id: 1, input: 'tpu' },
    { kind: 'test-backends', id: 1, input: null },
  ])('%o', async (data) => {
    expect(await send(data)).toMatchObject({ kind: 'throw', id: 1, error: { code: 'bad-message' } });
  });

  test.each([null, undefined, 'text', 7, {}, { id: 'one', kind: 'cancel' }])(
    'without an id: %o',
    async (data) => {
      expect(await send(data)).toBeUndefined();
    },
  );

  test('before load every call says that no engine runs', async () => {
    const answer = await send({ kind: 'backend', id: 3, input: null });
    expect(answer).toMatchObject({ kind: 'throw', id: 3, error: { code: 'engine-crashed' } });
  });
});

describe('several ports to one host', () => {
  /** A port with its own session calls, and the host's if it is trusted. */
  function portOf(host: EngineHost, isTrusted: boolean) {
    const answers = new Map<number, (answer: Answer) => void>();
    let send: (event: { data: unknown }) => void = () => undefined;
    const port: HostPort = {
      postMessage: (answer) => {
        if (answer.kind === 'return' || answer.kind === 'throw') answers.get(answer.id)?.(answer);
      },
      addEventListener: (_type, listener) => (send = listener),
    };
    serve(port, () => (isTrusted ? handlersOf(host) : sessionHandlers(host)));
    let id = 0;
    return (kind: string, input: unknown) =>
      new Promise<Answer>((resolve) => {
        answers.set(++id, resolve);
        // As plain JSON, which is all that some ports carry.
        send({ data: JSON.parse(JSON.stringify({ kind, id, input })) });
      });
  }

  test('each has sessions of its own, and a port for sessions only can do nothing else', async () => {
    const bytes = modelBytes(10);
    const { surroundings, cores } = fakeSurroundings(bytes);
    const host = new EngineHost({}, surroundings);
    const [page, other] = [portOf(host, true), portOf(host, false)];
    const load = { model: sourceOf(bytes), flavour: 'cpu' };
    const refused = { kind: 'throw', error: { code: 'bad-message' } };
    expect(await other('load', load)).toMatchObject(refused);
    expect(await page('load', load)).toMatchObject({ kind: 'return' });
    for (const kind of ['backend', 'use', 'test-backends']) {
      expect(await other(kind, kind === 'backend' ? null : 'cpu'), kind).toMatchObject(refused);
    }

    const complete = { session: 1, call: 1, context: { before: 'Hi' }, options: {} };
    await page('open', { session: 1, options: { prefix: 'One' } });
    expect(await other('complete', complete)).toMatchObject(refused);
    await other('open', { session: 1, options: { prefix: 'Two' } });
    expect(await page('complete', complete)).toMatchObject({ kind: 'return' });
    const answer = await other('complete', complete);
    expect(answer).toMatchObject({ kind: 'return' });
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    expect([...(cores[0]?.sessions.values() ?? [])]).toEqual([{ prefix: 'One' }, { prefix: 'Two' }]);

    await other('close', { session: 1 });
    expect(await other('complete', complete)).toMatchObject(refused);
    expect(await page('complete', { ...complete, call: 2 })).toMatchObject({ kind: 'return' });
  });

  test('an id that is opened again is another session', async () => {
    const bytes = modelBytes(10);
    const { surroundings, cores } = fakeSurroundings(bytes);
    const page = portOf(new EngineHost({}, surroundings), true);
    await page('load', { model: sourceOf(bytes), flavour: 'cpu' });
    const complete = { session: 1, call: 1, context: { before: 'Hi' }, options: {} };
    for (const prefix of ['One', 'Two']) {
      await page('open', { session: 1, options: { prefix } });
      await page('complete', complete);
    }
    await expect.poll(() => [...(cores[0]?.sessions.values() ?? [])]).toEqual([{ prefix: 'Two' }]);
  });
});

describe('code that is fetched before it is known what to load', () => {
  test('is what is then loaded', async () => {
    const bytes = modelBytes(10);
    const { surroundings, cores } = fakeSurroundings(bytes);
    const host = new EngineHost({}, surroundings);
    host.prepare();
    expect(cores).toHaveLength(1);
    const info = await host.load({ model: sourceOf(bytes) }, () => undefined);
    expect(info.flavour).toBe(detectFlavour());
    expect(cores).toHaveLength(1);
  });

  test('is fetched again where it did not come', async () => {
    const bytes = modelBytes(10);
    const { surroundings, cores } = fakeSurroundings(bytes);
    let tries = 0;
    const openCore: typeof surroundings.openCore = (options) =>
      (tries += 1) === 1 ? Promise.reject(new TypeError('offline')) : surroundings.openCore(options);
    const host = new EngineHost({}, { ...surroundings, openCore });
    host.prepare();
    await Promise.resolve();
    await host.load({ model: sourceOf(bytes) }, () => undefined);
    expect([tries, cores.length]).toEqual([2, 1]);
  });

  test('is not fetched where nothing can run it, which loading then says', async () => {
    const bytes = modelBytes(10);
    const { surroundings, cores } = fakeSurroundings(bytes);
    const host = new EngineHost({}, surroundings);
    vi.stubGlobal('WebAssembly', undefined);
    try {
      host.prepare();
      await expect(host.load({ model: sourceOf(bytes) }, () => undefined)).rejects.toMatchObject({
        code: 'unsupported',
      });
    } finally {
      vi.unstubAllGlobals();
    }
    expect(cores).toHaveLength(0);
  });
});

test.each([
  [new WebAssembly.RuntimeError('unreachable'), 'engine-crashed'],
  [new DOMException('full', 'QuotaExceededError'), 'quota-exceeded'],
  [new DOMException('stop', 'AbortError'), 'cancelled'],
  [Object.assign(new Error('x'), { code: 'model-invalid' }), 'model-invalid'],
  [Object.assign(new Error('x'), { code: 'never-heard-of' }), 'internal'],
  ['a string', 'internal'],
  [undefined, 'internal'],
])('%o has the code %s', (thrown, code) => {
  expect(toForewordError(thrown).code).toBe(code);
});
