import type { Completion, Context, Session } from 'foreword';
import { attach } from '../src/index.js';

const latin = [' will be moved to the first Monday of the month', ' was moved', ' is on Friday'];
const hebrew = [' ואשמח לשמוע ממך בהקדם', ' רבה'];

/** A session that needs no model: the drafts are always the same. */
const session: Session = {
  complete: ({ before }: Context) =>
    Promise.resolve(completion(/[\u0590-\u05ff]\s*$/.test(before) ? hebrew : latin)),
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

for (const field of document.querySelectorAll<HTMLElement>('textarea, input')) {
  attach(field, session, { shadow: new URLSearchParams(location.search).has('open') ? 'open' : 'closed' });
}
