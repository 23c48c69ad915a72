import type { Draft } from 'foreword';
import { firstWord } from './words.js';

/** The text on both sides of the caret, as far as the adapter gives it. */
export interface Surroundings {
  readonly before: string;
  readonly after: string;
}

/** What is offered at the caret: drafts that continue `before`, one of which stands there as ghost text. */
export interface Offer extends Surroundings {
  /** Never empty. */
  readonly drafts: readonly [Draft, ...Draft[]];
  /** Position of the ghost among the drafts. */
  readonly chosen: number;
}

/** What became of a ghost when the text changed: it is still right, was written to its end, or was wrong. */
export type Fate = 'fits' | 'written' | 'wrong';

/** Characters that two windows of a long text must share to count as windows of the same text. */
const minShared = 500;

/** A longer text than this is never the result of typing on. */
const maxTyped = 400;

/** The offer that the engine's drafts make; none where no draft is worth showing. */
export function offerOf({ before, after }: Surroundings, drafts: readonly Draft[]): Offer | undefined {
  const [first, ...others] = drafts.filter(({ text }) => text.trim() !== '');
  return first && { before, after, drafts: [first, ...others], chosen: 0 };
}

/** The draft that stands at the caret. */
export function ghostOf({ drafts, chosen }: Offer): Draft {
  return drafts[chosen] ?? drafts[0];
}

/** The offer with the ghost `step` places further, around the ends. */
export function cycled(offer: Offer, step: number): Offer {
  const count = offer.drafts.length;
  return { ...offer, chosen: (((offer.chosen + step) % count) + count) % count };
}

/**
 * What is left of the offer when the text has become `now`: the drafts that foresaw what was typed, without it.
 *
 * This is the only rule for what still fits. Letter case counts, since what is shown must be what would be inserted; the
 * text after the caret must be the same, since drafts were made to fit in front of it.
 */
export function typedOn(offer: Offer, now: Surroundings): Offer | undefined {
  const typed = now.after === offer.after ? typedSince(offer.before, now.before) : undefined;
  if (typed === undefined) return undefined;
  const fitting = offer.drafts.filter(({ text }) => text.startsWith(typed));
  const left = fitting.map((draft) => withoutStart(draft, typed.length));
  const ghost = left[fitting.indexOf(ghostOf(offer))];
  const next = offerOf(now, left);
  if (next === undefined) return undefined;
  return { ...next, chosen: Math.max(0, ghost === undefined ? 0 : next.drafts.indexOf(ghost)) };
}

/** The ghost's fate when the text has become `now`, and how many letters of it were typed. */
export function fateOf(offer: Offer, now: Surroundings): { fate: Fate; typed: number } {
  const typed = now.after === offer.after ? typedSince(offer.before, now.before) : undefined;
  const { text } = ghostOf(offer);
  if (typed === undefined || !text.startsWith(typed)) return { fate: 'wrong', typed: 0 };
  const isWritten = text.slice(typed.length).trim() === '';
  return { fate: isWritten ? 'written' : 'fits', typed: typed.length };
}

/** Whether `left` makes new drafts unnecessary: as many as wanted are left, and no new word begins. */
export function isEnough(left: Offer | undefined, wanted: number): boolean {
  return left !== undefined && left.drafts.length >= wanted && !/^\s/.test(ghostOf(left).text);
}

/**
 * The offer that stands, when the engine has answered for the same text. Nobody's ghost is exchanged under their eyes,
 * and no row of a list moves under their finger: what stands keeps its place, and new drafts come after it.
 */
export function joined(shown: Offer, fresh: Offer | undefined): Offer {
  if (fresh === undefined) return shown;
  const words = new Set(shown.drafts.map(({ text }) => firstWord(text)));
  const others = fresh.drafts.filter(({ text }) => !words.has(firstWord(text)));
  const room = Math.max(0, fresh.drafts.length - shown.drafts.length);
  const [first, ...rest] = shown.drafts;
  return { ...shown, drafts: [first, ...rest, ...others.slice(0, room)] };
}

/**
 * What is shown with the next key: `shown` and the engine's latest offer, both as they were typed on. A ghost that
 * still fits stays, and grows where a new draft goes further; other new drafts come after it.
 */
export function renewed(shown: Offer, fresh: Offer | undefined): Offer {
  if (fresh === undefined) return shown;
  const ghost = ghostOf(shown);
  const same = fresh.drafts.find(({ text }) => firstWord(text) === firstWord(ghost.text));
  const { text, words } = same?.text.startsWith(ghost.text) === true ? same : ghost;
  const others = fresh.drafts.filter((draft) => draft !== same && draft.text !== text);
  return { ...fresh, drafts: [{ ...(same ?? ghost), text, words }, ...others], chosen: 0 };
}

/**
 * The offer after drafts were written again in a pause: they replace those that nobody has seen yet, and come after them
 * where there were fewer. The ghost keeps its words, which a person may be reading; it grows where the better draft begins
 * with them.
 */
export function improved(shown: Offer, better: readonly Draft[]): Offer {
  const drafts = shown.drafts.map((draft, position) => {
    const same = better.find(({ text }) => firstWord(text) === firstWord(draft.text));
    if (same === undefined) return draft;
    return position !== shown.chosen || same.text.startsWith(draft.text) ? same : draft;
  });
  const starts = new Set(drafts.map(({ text }) => firstWord(text)));
  const added = better.filter(({ text }) => !starts.has(firstWord(text)));
  const [first = shown.drafts[0], ...others] = drafts;
  const room = Math.max(0, better.length - drafts.length);
  return { ...shown, drafts: [first, ...others, ...added.slice(0, room)] };
}

/**
 * What was typed between two states of the text before the caret; `undefined` if something else happened. Both may be
 * windows of a long text, the later one starting further on.
 */
export function typedSince(earlier: string, now: string): string | undefined {
  if (now.startsWith(earlier)) return now.slice(earlier.length);
  for (let end = now.length; end >= Math.max(minShared, now.length - maxTyped); end -= 1) {
    if (earlier.endsWith(now.slice(0, end))) return now.slice(end);
  }
  return undefined;
}

/** The draft without its first `length` UTF-16 units; its words still concatenate to its text. */
function withoutStart(draft: Draft, length: number): Draft {
  let left = length;
  const words = draft.words.flatMap((word) => {
    const text = word.text.slice(left);
    left = Math.max(0, left - word.text.length);
    return text === '' ? [] : [{ ...word, text }];
  });
  return { ...draft, text: draft.text.slice(length), words };
}
