import type { Completion, Context, Session } from 'foreword';
import { type Explain, attach } from 'foreword-field';

globalThis.draftsFor = () => [];

/** A session that needs no model. */
const session: Session = {
  complete: ({ before }: Context) => Promise.resolve(completion(globalThis.draftsFor(before))),
  focus: () => undefined,
  dispose: () => undefined,
};

function completion(texts: readonly string[]): Completion {
  return {
    drafts: texts.map((text, rank) => ({
      text,
      logProb: -1 - rank,
      confidence: 0.6 / (rank + 1),
      // A word in capitals stands for one of the writer's own.
      words: (text.match(/\s*\S+/g) ?? [text]).map((word) => ({
        text: word,
        source: /\p{Lu}{2}/u.test(word) ? 'copied' : 'model',
      })),
    })),
    tokens: { encoded: 1, reused: 0 },
    timingMs: { encode: 0, decode: 0, verify: 0 },
    steps: 1,
    revision: 1,
  };
}

/** Under `?why`: every other word of a draft is the writer's own. */
const explain: Explain = (_offer, { text }) =>
  Promise.resolve({
    parts: (text.match(/\s*\S+/g) ?? []).map((word, at) => ({
      text: word,
      source: at % 2 === 0 ? 'your phrase' : 'model',
      isOwn: at % 2 === 0,
    })),
    notes: [`“${text.trim()}” is in 2 messages of yours, last on 12 November 2026.`],
  });
const why = new URLSearchParams(location.search).has('why') ? { explain } : {};

const field = document.querySelector('textarea');
if (field) globalThis.attached = attach(field, session, { shadow: 'open', ...why });
