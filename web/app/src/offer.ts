import type { Draft } from 'foreword';

/** What is offered at the caret: drafts that continue `before`, one of which stands there as ghost text. */
export interface Offer {
  readonly before: string;
  /** Never empty. */
  readonly drafts: readonly [Draft, ...Draft[]];
  /** Position of the ghost among the drafts. */
  readonly chosen: number;
}

/** How many drafts are offered at once. */
export const maxDrafts = 3;

/** How many times likelier another draft must be to take the ghost's place: inside a word, and where a word begins. */
const patienceInWord = 2;
const patienceBetweenWords = 1.3;

/** The offer the engine's drafts make; it gives none where nothing is worth showing. */
export function offerOf(before: string, drafts: readonly Draft[]): Offer | undefined {
  return make(before, drafts.slice(0, maxDrafts));
}

/** The draft that stands at the caret. */
export function ghostOf({ drafts, chosen }: Offer): Draft {
  return drafts[chosen] ?? drafts[0];
}

/** The offer with the ghost `step` places further, around the ends. */
export function cycled(offer: Offer, step: number): Offer {
  const count = offer.drafts.length;
  return { ...offer, chosen: (offer.chosen + step + count) % count };
}

/**
 * What is left of the offer when the text has become `before`: the drafts that foresaw what was typed, without it.
 *
 * Letter case counts: what is shown must be what would be inserted.
 */
export function typedOn(offer: Offer, before: string): Offer | undefined {
  if (!before.startsWith(offer.before)) return undefined;
  const typed = before.slice(offer.before.length);
  const ghost = ghostOf(offer);
  const fitting = offer.drafts.filter(({ text }) => text.startsWith(typed));
  const left = make(
    before,
    fitting.map((draft) => ({ ...draft, text: draft.text.slice(typed.length) })),
  );
  return left && { ...left, chosen: Math.max(0, fitting.indexOf(ghost)) };
}

/**
 * The engine's new offer for a text beside what was still shown for it. A ghost that the engine foresees too stays where it
 * is, with more of it if there is more; it gives way only to one that is much likelier.
 */
export function renewed(shown: Offer | undefined, fresh: Offer | undefined): Offer | undefined {
  if (shown?.before !== fresh?.before || shown === undefined || fresh === undefined) return fresh;
  const ghost = ghostOf(shown);
  const again = fresh.drafts.find(({ text }) => firstWord(text) === firstWord(ghost.text));
  const patience = /^\s/.test(ghost.text) ? patienceBetweenWords : patienceInWord;
  if (again === undefined || patience * again.confidence < fresh.drafts[0].confidence) return fresh;
  const text = again.text.startsWith(ghost.text) ? again.text : ghost.text;
  const others = fresh.drafts.filter((draft) => draft !== again && draft.text !== text);
  return { before: fresh.before, drafts: [{ ...again, text }, ...others], chosen: 0 };
}

/** The first word of a draft, with the space before it: what is taken at a time. */
export function firstWord(text: string): string {
  return /^\s*\S+/.exec(text)?.[0] ?? text;
}

/** The text without the word under way: it stays the same until the next word begins. */
export function beforeWord(before: string): string {
  return before.replace(/\S+$/, '');
}

function make(before: string, drafts: readonly Draft[]): Offer | undefined {
  const [first, ...others] = drafts.filter(({ text }) => text.trim() !== '');
  return first && { before, drafts: [first, ...others], chosen: 0 };
}
