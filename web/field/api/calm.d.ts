import { type Fate, type Offer } from './offer.js';
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
export declare const defaultCalm: Calm;
/** What is known of whether the person wants ghosts while typing: who takes them does, who types on does not. */
export interface Interest {
    /** Ghosts since one was taken that were typed instead; wrong ones count {@link Calm.wrong}. */
    readonly passed: number;
    /** Letters of the ghost that have been typed since it stands. */
    readonly typed: number;
}
/** Nothing is known, or a draft has just been taken. */
export declare const interested: Interest;
/** The person sent the ghost away. */
export declare const declined: Interest;
/** The interest after `typed` letters more were typed, and what that made of the ghost. */
export declare function interestAfter(before: Interest, fate: Fate, typed: number, calm: Calm): Interest;
/** Whether ghosts may come while the person types. */
export declare function isWanted({ passed }: Interest, { patience }: Calm): boolean;
/** Whether this one may appear between two keys. */
export declare function mayAppear(offer: Offer, interest: Interest, calm: Calm): boolean;
