import type { Draft } from 'foreword';
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
/** The offer that the engine's drafts make; none where no draft is worth showing. */
export declare function offerOf({ before, after }: Surroundings, drafts: readonly Draft[]): Offer | undefined;
/** The draft that stands at the caret. */
export declare function ghostOf({ drafts, chosen }: Offer): Draft;
/** The offer with the ghost `step` places further, around the ends. */
export declare function cycled(offer: Offer, step: number): Offer;
/**
 * What is left of the offer when the text has become `now`: the drafts that foresaw what was typed, without it.
 *
 * This is the only rule for what still fits. Letter case counts, since what is shown must be what would be inserted; the
 * text after the caret must be the same, since drafts were made to fit in front of it.
 */
export declare function typedOn(offer: Offer, now: Surroundings): Offer | undefined;
/** The ghost's fate when the text has become `now`, and how many letters of it were typed. */
export declare function fateOf(offer: Offer, now: Surroundings): {
    fate: Fate;
    typed: number;
};
/** Whether `left` makes new drafts unnecessary: as many as wanted are left, and no new word begins. */
export declare function isEnough(left: Offer | undefined, wanted: number): boolean;
/**
 * The offer that stands, when the engine has answered for the same text. Nobody's ghost is exchanged under their eyes,
 * and no row of a list moves under their finger: what stands keeps its place, and new drafts come after it.
 */
export declare function joined(shown: Offer, fresh: Offer | undefined): Offer;
/**
 * What is shown with the next key: `shown` and the engine's latest offer, both as they were typed on. A ghost that
 * still fits stays, and grows where a new draft goes further; other new drafts come after it.
 */
export declare function renewed(shown: Offer, fresh: Offer | undefined): Offer;
/**
 * The offer after drafts were written again in a pause: they replace those that nobody has seen yet, and come after them
 * where there were fewer. The ghost keeps its words, which a person may be reading; it grows where the better draft begins
 * with them.
 */
export declare function improved(shown: Offer, better: readonly Draft[]): Offer;
/**
 * What was typed between two states of the text before the caret; `undefined` if something else happened. Both may be
 * windows of a long text, the later one starting further on.
 */
export declare function typedSince(earlier: string, now: string): string | undefined;
