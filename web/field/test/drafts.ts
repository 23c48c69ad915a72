import type { Completion, Draft } from 'foreword';
import { type Offer, offerOf } from '../src/offer.js';

/** A draft of one word for each space. */
export function draft(text: string, confidence = 0.5): Draft {
  const words = text.match(/\s*\S+|\s+$/g) ?? [];
  return { text, logProb: -1, confidence, words: words.map((word) => ({ text: word, source: 'model' })) };
}

export const drafts = (...texts: string[]): Draft[] => texts.map((text) => draft(text));

/** An offer at the end of a text; each draft is less likely than the one before it. */
export function offer(before: string, ...texts: string[]): Offer {
  const made = offerOf(
    { before, after: '' },
    texts.map((text, rank) => draft(text, 0.5 / (rank + 1))),
  );
  if (made === undefined) throw new Error('no offer');
  return made;
}

export const textsOf = (from: Offer | undefined) => from?.drafts.map(({ text }) => text);

export function completion(...texts: string[]): Completion {
  return {
    drafts: drafts(...texts),
    tokens: { encoded: 1, reused: 0 },
    timingMs: { encode: 0, decode: 0, verify: 0 },
    steps: 1,
    revision: 1,
  };
}
