import 'fake-indexeddb/auto';
import { afterEach, describe, expect, test } from 'vitest';
import { EngineClient } from '../src/client/engine.js';
import { nextContext } from '../src/host/foresight.js';
import type { Completion } from '../src/types.js';
import { fakeSurroundings, kinds, modelBytes, sourceOf, transportOf } from './fakes.js';
import { disposeAll, start } from './fakes/backend.js';

afterEach(disposeAll);

/** The fake's best draft after `x` is ` x 0`, so that `x x ` is what is expected next. */
describe.each(kinds)('foresight, %s', (kind) => {
  const begin = async () => {
    const started = start(kind, { backend: 'cpu' });
    await started.engine.load();
    const core = started.cores[0];
    if (core === undefined) throw new Error('the engine has loaded');
    return { ...started, core, session: started.engine.session() };
  };
  const foresee = { foresee: true };

  test('what follows the first word of the best draft is there when the word is', async () => {
    const { core, session } = await begin();
    const first = await session.complete({ before: 'a' }, foresee);
    expect(first.isForeseen).toBeUndefined();
    await expect.poll(() => core.texts).toEqual(['a', 'a a ']);
    expect(core.options).toMatchObject({ isGuess: true });
    expect(await session.complete({ before: 'a a ' })).toMatchObject({
      isForeseen: true,
      drafts: [{ text: ' a a  0' }, {}, {}],
    });
    expect(core.texts).toEqual(['a', 'a a ']);
  });

  test('nothing is guessed where nobody asked for it, nor for other options than those it was guessed for', async () => {
    const { core, session } = await begin();
    await session.complete({ before: 'a' });
    await session.complete({ before: 'b' }, foresee);
    await expect.poll(() => core.texts).toEqual(['a', 'b', 'b b ']);
    const fewer = await session.complete({ before: 'b b ' }, { drafts: 1 });
    expect([fewer.isForeseen, fewer.drafts.length]).toEqual([undefined, 1]);
    expect(core.options).not.toHaveProperty('isGuess');
  });

  test('letters of the word cost no second guess', async () => {
    const { core, session } = await begin();
    await session.complete({ before: 'a' }, foresee);
    await expect.poll(() => core.texts).toEqual(['a', 'a a ']);
    await session.complete({ before: 'y' });
    expect(await session.complete({ before: 'a a ' })).toMatchObject({ isForeseen: true });
  });

  test('a guess under way becomes the answer', async () => {
    const { core, session } = await begin();
    const first = session.complete({ before: 'slow' }, foresee);
    await expect.poll(() => core.texts).toEqual(['slow']);
    core.answer();
    await first;
    await expect.poll(() => core.texts).toEqual(['slow', 'slow slow ']);
    const second = session.complete({ before: 'slow slow ' });
    await new Promise((resolve) => setTimeout(resolve));
    core.answer();
    expect(await second).toMatchObject({ isForeseen: true });
    expect([core.texts.length, core.cancelled]).toEqual([2, 0]);
  });

  test.each(['the same', 'another'])('a question of %s session ends a guess', async (whose) => {
    const { engine, core, session } = await begin();
    const first = session.complete({ before: 'slow' }, foresee);
    await expect.poll(() => core.texts).toEqual(['slow']);
    core.answer();
    await first;
    await expect.poll(() => core.texts).toEqual(['slow', 'slow slow ']);
    const asking = whose === 'another' ? engine.session() : session;
    await expect(asking.complete({ before: 'b' })).resolves.toMatchObject({
      drafts: [{ text: ' b 0' }, {}, {}],
    });
    expect(core.cancelled).toBe(1);
    const again = session.complete({ before: 'slow slow ' });
    await expect.poll(() => core.texts.at(-1)).toBe('slow slow ');
    core.answer();
    expect((await again).isForeseen).toBeUndefined();
  });

  test('what was learned or forgotten meanwhile is not left out of the answer', async () => {
    const bytes = modelBytes(100);
    const { surroundings, cores } = fakeSurroundings(bytes);
    const engine = new EngineClient({
      load: { model: sourceOf(bytes), backend: 'cpu' },
      profile: `foresight, ${kind}`,
      transport: transportOf(kind, surroundings, []),
    });
    const session = engine.session();
    await session.complete({ before: 'a' }, foresee);
    await expect.poll(() => cores[0]?.texts).toEqual(['a', 'a a ']);
    await engine.profile.learn({ text: 'See you on Monday.' });
    expect((await session.complete({ before: 'a a ' })).isForeseen).toBeUndefined();
    engine.dispose();
  });
});

describe('the next text', () => {
  const after = (before: string, text: string, confidence = 0.5, rest = '') => {
    const draft = { text, logProb: -1, confidence, words: [] };
    const timingMs = { encode: 0, decode: 0, verify: 0 };
    const completion: Completion = {
      ...{ drafts: [draft], tokens: { encoded: 0, reused: 0 }, timingMs, steps: 0, revision: 1 },
    };
    return nextContext({ before, after: rest }, completion)?.before;
  };

  test.each([
    ['Tha', 'nk you for', 'Thank '],
    ['Thank', ' you for', 'Thank you '],
    ['Thank ', 'you', 'Thank you '],
    ['Dear ', 'Ann,\nthank', undefined],
    ['Dear', ',\n\nthank', undefined],
    ['Hello', '\nAnn', 'Hello\nAnn '],
  ])('%j, %j', (before, draft, next) => {
    expect(after(before, draft)).toBe(next);
  });

  test('isn’t guessed from an unlikely draft, in the middle of a text, nor from none', () => {
    expect(after('Tha', 'nk you', 0.1)).toBeUndefined();
    expect(after('Tha', 'nk you', 0.5, ' for all')).toBeUndefined();
    const none = {
      drafts: [],
      tokens: { encoded: 0, reused: 0 },
      timingMs: { encode: 0, decode: 0, verify: 0 },
    };
    expect(nextContext({ before: 'Tha' }, { ...none, steps: 0, revision: 1 })).toBeUndefined();
  });
});
