import type { Completion, Context, Session } from 'foreword';
import { attach } from 'foreword-field';

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
      words: [{ text, source: 'model' }],
    })),
    tokens: { encoded: 1, reused: 0 },
    timingMs: { encode: 0, decode: 0, verify: 0 },
    steps: 1,
    revision: 1,
  };
}

const field = document.querySelector('textarea');
if (field) globalThis.attached = attach(field, session, { shadow: 'open' });
