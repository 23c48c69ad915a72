import { expect, test } from 'vitest';
import { EngineClient } from '../src/client/engine.js';
import { EngineHost } from '../src/host/host.js';
import { measuring } from '../src/host/measuring.js';
import { DirectTransport } from '../src/transport/direct.js';
import { fakeSurroundings, modelBytes, sourceOf } from './fakes.js';

function start() {
  const bytes = modelBytes(100);
  const { surroundings, cores } = fakeSurroundings(bytes);
  const host = new EngineHost({}, surroundings);
  const load = { model: sourceOf(bytes), flavour: 'cpu' } as const;
  const client = new EngineClient({ load, transport: () => new DirectTransport(host) });
  return { engine: measuring(client, host), cores };
}

test('measures, and loads first', async () => {
  const { engine } = start();
  const tokens = await engine.tokenize('Hi');
  expect(tokens).toEqual(Uint32Array.of(72, 105));
  expect(await engine.encode(tokens)).toEqual({ encoded: 2, reused: 0 });
  expect(await engine.score(tokens)).toEqual({
    logProbs: Float32Array.of(-72, -105),
    top: Uint32Array.of(72, 105),
  });
  expect(await engine.memoryBytes()).toBe(65536);
  expect(await engine.counters()).toBeUndefined();
  await engine.session().complete({ before: 'a' });
  expect(await engine.sessionMemory()).toEqual({ bytes: 24, sessions: 1, cached: 1 });
});

test('waits for its turn and ends no completion', async () => {
  const { engine, cores } = start();
  await engine.load();
  const pending = engine.session().complete({ before: 'slow' });
  await expect.poll(() => cores[0]?.texts.length).toBe(1);
  let isMeasured = false;
  const measured = engine.tokenize('Hi').then(() => (isMeasured = true));
  await engine.backend();
  expect(isMeasured).toBe(false);
  cores[0]?.answer();
  await expect(pending).resolves.toBeDefined();
  await measured;
});
