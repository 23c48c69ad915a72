import type { Draft } from 'foreword';
import type { Offer } from './offer.js';
/** Why a draft is as it is, in words for people. */
export interface Explanation {
    /** The draft's words in order, one or more at a time, and what proposed them: `"your phrase"`. */
    readonly parts: readonly {
        readonly text: string;
        readonly source: string;
        /** They are the writer's own, and are marked. */
        readonly isOwn: boolean;
    }[];
    /** What else there is to say, a line each: the messages that words come from. */
    readonly notes: readonly string[];
}
/** Explains one of the drafts that are offered; `undefined` if there is nothing to say. */
export type Explain = (offer: Offer, draft: Draft) => PromiseLike<Explanation | undefined>;
/** A draft that is explained, and its explanation once that has come. */
export interface Explained {
    readonly draft: Draft;
    readonly explanation: Explanation | undefined;
}
/** Asks why drafts are as they are, one at a time; an answer that was overtaken is dropped. */
export declare class Explainer {
    #private;
    private readonly explain;
    private readonly onFound;
    /** @param onFound - The explanation has come; `undefined` if there is none. */
    constructor(explain: Explain | undefined, onFound: (found: Explanation | undefined) => void);
    get isAble(): boolean;
    /** What is explained now. */
    get explained(): Explained | undefined;
    /** Explains this draft from now on. */
    begin(offer: Offer, draft: Draft): void;
    /** Another draft is looked at: that one is explained, if any is. Returns whether that is new. */
    follow(offer: Offer, draft: Draft): boolean;
    end(): void;
}
