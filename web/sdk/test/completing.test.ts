import { describe, expect, test } from 'vitest';
import { EngineClient } from '../src/client/engine.js';
import { completing } from '../src/client/completing.js';
import type { Completion, PlainCompleteOptions } from '../src/types.js';
import { fakeSurroundings, kinds, modelBytes, sourceOf, transportOf } from './fakes.js';

function completionOf(text: string): Completion {
  return {
    drafts: [{ text, logProb: -1, confidence: 0.5, words: [{ text, source: 'model' }] }],
    tokens: { encoded: 1, reused: 0 },
    timingMs: { encode: 0, decode: 0, verify: 0 },
    steps: 1,
    revision: 1,
  };
}

/** Answers with the next text each time it is asked; `asked` has the options. */
function asking(texts: string[], hasDecoder = true) {
  const asked: PlainCompleteOptions[] = [];
  const ask = async (choose: (hasDecoder: boolean) => PlainCompleteOptions) => {
    // As when the engine is made ready first.
    await Promise.resolve();
    asked.push(choose(hasDecoder));
    return completionOf(texts[asked.length - 1] ?? '');
  };
  return { asked, ask };
}

async function textsOf(answers: AsyncIterable<Completion>): Promise<(string | undefined)[]> {
  const texts: (string | undefined)[] = [];
  for await (const { drafts } of answers) texts.push(drafts[0]?.text);
  return texts;
}

test('an answer that is awaited is asked for once, as the caller asks', async () => {
  const { asked, ask } = asking(['a', 'b', 'c']);
  const { drafts } = await completing({ drafts: 2 }, ask);
  expect(drafts[0]?.text).toBe('a');
  expect(asked).toEqual([{ drafts: 2 }]);
});

test('an answer that is iterated gets better', async () => {
  const { asked, ask } = asking(['a', 'b', 'c']);
  expect(await textsOf(completing({ drafts: 2 }, ask))).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual([{ drafts: 2, verify: 0 }, { drafts: 2 }, { drafts: 2, depth: 'full' }]);
});

test('what brings no change is left out', async () => {
  expect(await textsOf(completing({}, asking(['a', 'a', 'c']).ask))).toEqual(['a', 'c']);
  expect(await textsOf(completing({}, asking(['a', 'a', 'a']).ask))).toEqual(['a']);
});

test('nothing is asked for an iteration that was left', async () => {
  const { asked, ask } = asking(['a', 'b', 'c']);
  for await (const { drafts } of completing({}, ask)) {
    expect(drafts).toHaveLength(1);
    break;
  }
  expect(asked).toHaveLength(1);
});

test.each([{ depth: 'full' }, { verify: 4 }] as const)(
  '%o is one answer, also if it is iterated',
  async (options) => {
    const { asked, ask } = asking(['a', 'b']);
    expect(await textsOf(completing(options, ask))).toEqual(['a']);
    expect(asked).toEqual([options]);
  },
);

test('without a drafting decoder there is one answer', async () => {
  const { asked, ask } = asking(['a', 'b'], false);
  expect(await textsOf(completing({}, ask))).toEqual(['a']);
  expect(asked).toEqual([{}]);
});

describe.each(kinds)('an iterated answer, %s', (kind) => {
  function start() {
    const [model, decoder] = [modelBytes(1000), modelBytes(200)];
    const { surroundings, cores } = fakeSurroundings(model, decoder);
    const load = { model: sourceOf(model), decoder: sourceOf(decoder, 'decoder.safetensors') };
    const engine = new EngineClient({ load, transport: transportOf(kind, surroundings) });
    return { session: engine.session(), cores };
  }

  test('reaches the core three times', async () => {
    const { session, cores } = start();
    // The fake's drafts don't depend on the effort.
    expect(await textsOf(session.complete({ before: 'Hi' }))).toEqual([' Hi 0']);
    expect(cores[0]?.texts).toEqual(['Hi', 'Hi', 'Hi']);
    expect(cores[0]?.options).toEqual({ depth: 'full' });
  });

  test('is overtaken by a later call', async () => {
    const { session } = start();
    const slow = textsOf(session.complete({ before: 'slow' }));
    const overtaken = expect(slow).rejects.toMatchObject({ name: 'AbortError' });
    await session.complete({ before: 'Hi' });
    await overtaken;
  });

  test('rejects what is out of range', async () => {
    const { session } = start();
    await expect(textsOf(session.complete({ before: 'Hi' }, { drafts: 9 }))).rejects.toMatchObject({
      code: 'bad-argument',
    });
  });
});
