import { afterEach, describe, expect, test } from 'vitest';
import { kinds, modelBytes, sourceOf } from './fakes.js';
import { info, bytes, decoderBytes, disposeAll, onlyNote, start } from './fakes/backend.js';

afterEach(disposeAll);

/** The same tests for both transports. */
describe.each(kinds)('where it runs, %s', (kind) => {
  describe('the test', () => {
    test('chooses the graphics card where it is right and faster', async () => {
      const { complete, reached, of, told, card } = start(kind);
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
      await expect(complete('Hello')).resolves.toMatchObject({ drafts: { length: 3 } });
      expect([gpu?.options, of('cpu')[0]?.options]).toEqual([{}, undefined]);
      expect(card.seen).toEqual(['open', 'warm-up', 'probe', 'complete']);
    });

    test.each([
      ['slower', { keystrokeMs: 31 }, { keystrokeMs: { cpu: 30, webgpu: 31 }, mostApart: 0 }],
      ['slower', { keystrokeMs: 310 }, { keystrokeMs: { cpu: 30, webgpu: 310 } }],
      ['wrong', { apart: 0.5 }, { mostApart: 0.5 }],
      ['wrong', { apart: 0.5, keystrokeMs: 31 }, { mostApart: 0.5 }],
      ['wrong', { apart: NaN }, {}],
    ] as const)('leaves a graphics card that is %s alone: %o', async (reason, card, facts) => {
      const { complete, reached, of, notes } = start(kind, {
        card: (fake) => Object.assign(fake, card),
      });
      const status = await reached(reason);
      expect(status).toMatchObject({ used: 'cpu', flavour: 'cpu', reason, ...facts });
      await expect.poll(() => of('webgpu')[0]?.freed).toBe(1);
      await complete('Hello');
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
      expect(slow.of('webgpu')[0]?.probes).toEqual([{ contexts: ['Hi'], hopelessMs: undefined }]);
      const measured = { keystrokeMs: { cpu: 30, webgpu: 310 } };
      expect(await slow.engine.backend()).toMatchObject({ ...measured, remembered: false });
      expect(slow.notes.notes.size, 'what others would go by').toBe(0);
      const wrong = start(kind, {
        backend: 'webgpu',
        card: (card) => Object.assign(card, { apart: 1, keystrokeMs: 310 }),
      });
      expect(await wrong.reached('wrong')).toMatchObject({ used: 'cpu', mostApart: 1, ...measured });
    });

    test.each([
      [info, 'acme gen-9'],
      [{}, 'unnamed'],
    ])(
      'a graphics card is called what the browser calls it, else what the core does: %o',
      async (gpu, name) => {
        const { reached } = start(kind, { gpu, card: (card) => (card.device = 'unnamed') });
        expect(await reached('faster')).toMatchObject({ adapter: name });
      },
    );

    test('by name the processor is all there is', async () => {
      const { engine, reached, of, notes } = start(kind, { backend: 'cpu' });
      expect(await reached('chosen')).toEqual({ used: 'cpu', flavour: 'cpu', reason: 'chosen' });
      expect(await engine.testBackends()).toMatchObject({ used: 'cpu', reason: 'chosen' });
      expect([of('webgpu').length, notes.notes.size]).toEqual([0, 0]);
    });

    test('typing goes on while the graphics card is loaded, and loading waits', async () => {
      const { engine, complete, reached, card, cores } = start(kind, { model: modelBytes(3000) });
      await engine.load();
      let pushed = 0;
      const typed: Promise<unknown>[] = [];
      card.onPush = () => {
        pushed += 1;
        if (pushed === 3) typed.push(complete('slow'));
      };
      await expect.poll(() => cores[0]?.options, { interval: 1 }).toBeDefined();
      await engine.backend();
      const before = pushed;
      await new Promise((resolve) => setTimeout(resolve, 40));
      expect(pushed).toBe(before);
      expect(before).toBeLessThan(30);
      cores[0]?.answer(1);
      await expect(typed[0]).resolves.toMatchObject({ drafts: [{ text: ' slow 0' }] });
      await reached('faster');
      expect(pushed).toBe(30);
    });

    test('typing goes on while both are timed, and spoils no time', async () => {
      const { engine, complete, reached, of } = start(kind, { card: (fake) => (fake.probeMs = 30) });
      await engine.load();
      for (const flavour of ['cpu', 'webgpu']) {
        await expect.poll(() => of(flavour)[0]?.probes.length, { interval: 1 }).toBe(1);
        const { drafts } = await complete(`during ${flavour}`);
        expect(drafts[0]?.text).toBe(` during ${flavour} 0`);
      }
      await reached('faster');
      expect([of('cpu')[0]?.probes.length, of('webgpu')[0]?.probes.length]).toEqual([2, 2]);
      expect([of('cpu')[0]?.probesCancelled, of('webgpu')[0]?.probesCancelled]).toEqual([1, 1]);
    });

    test('waits for a pause', async () => {
      const { engine, complete, cores, of, reached } = start(kind);
      await engine.load();
      const slow = complete('slow');
      await new Promise((resolve) => setTimeout(resolve, 40));
      expect(of('webgpu')).toHaveLength(0);
      cores[0]?.answer();
      await slow;
      await reached('faster');
    });

    test.each(['open', 'warm-up', 'probe'] as const)('may hang at %s', async (stage) => {
      const { complete, reached, surroundings } = start(kind, {
        card: (card) => card.failures.set(stage, 'hang'),
      });
      surroundings.backend.limits = { ...surroundings.backend.limits, testMs: 60 };
      expect(await reached('device-lost')).toMatchObject({ used: 'cpu', message: 'no answer within 60 ms' });
      await expect(complete('Hello')).resolves.toBeDefined();
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
      if (kind === 'direct') {
        expect(card.seen).not.toContain('probe');
        expect(of('webgpu')[0]?.freed).toBe(1);
      }
    });
  });
});
