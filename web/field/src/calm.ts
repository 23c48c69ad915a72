import { type Fate, type Offer, ghostOf } from './offer.js';

/**
 * When a ghost may appear between two keys. In a rest (see `rhythm.ts`) whatever there is appears. The values and what
 * they cost are in `docs/decisions/2026-11-29-calm.md`.
 */
export interface Calm {
  /** Confidence from which on a ghost appears; a less certain one would too often go with the next key. */
  readonly sure: number;
  /** Letters that a ghost has at least; a shorter one is written before it is read. */
  readonly letters: number;
  /** After so many ghosts in a row that the person typed instead of taking, none appears until the next rest. */
  readonly patience: number;
  /** So many letters of a ghost typed are a ghost that was passed: there was time to read and to take it. */
  readonly passed: number;
  /** What a wrong ghost counts against one that was passed: it could not be taken, but it was in the way. */
  readonly wrong: number;
}

/** What holds where a page doesn't say anything else. */
export const defaultCalm: Calm = { sure: 0.25, letters: 4, patience: 4, passed: 5, wrong: 0.1 };

/** What is known of whether the person wants ghosts while typing: who takes them does, who types on does not. */
export interface Interest {
  /** Ghosts since one was taken that were typed instead; wrong ones count {@link Calm.wrong}. */
  readonly passed: number;
  /** Letters of the ghost that have been typed since it stands. */
  readonly typed: number;
}

/** Nothing is known, or a draft has just been taken. */
export const interested: Interest = { passed: 0, typed: 0 };

/** The person sent the ghost away. */
export const declined: Interest = { passed: Infinity, typed: 0 };

/** The interest after `typed` letters more were typed, and what that made of the ghost. */
export function interestAfter(before: Interest, fate: Fate, typed: number, calm: Calm): Interest {
  const all = before.typed + typed;
  if (fate === 'fits') return { ...before, typed: all };
  const isPassed = all >= calm.passed;
  const more = isPassed ? 1 : fate === 'wrong' ? calm.wrong : 0;
  return { passed: before.passed + more, typed: 0 };
}

/** Whether ghosts may come while the person types. */
export function isWanted({ passed }: Interest, { patience }: Calm): boolean {
  return passed < patience;
}

/** Whether this one may appear between two keys. */
export function mayAppear(offer: Offer, interest: Interest, calm: Calm): boolean {
  const { text, confidence } = ghostOf(offer);
  return isWanted(interest, calm) && confidence >= calm.sure && text.trim().length >= calm.letters;
}
