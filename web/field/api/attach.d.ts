import type { Completion, PlainCompleteOptions, SessionOptions } from 'foreword';
import type { AdapterOf, FieldAdapter } from './adapters/adapter.js';
import type { Calm } from './calm.js';
import type { Explain } from './explainer.js';
import { type FieldSession } from './fitting.js';
import { type Binding } from './keys.js';
import type { Offer } from './offer.js';
import type { Phase } from './phase.js';
export interface AttachOptions {
    /** What drafts are asked with. Default: 3 drafts of 8 tokens, within 50 ms. */
    complete?: PlainCompleteOptions;
    /** Text before the text; only where an engine is given, which a session is opened of. */
    prefix?: string;
    /** Keys and their actions. Default: {@link defaultKeys}. */
    keys?: readonly Binding[];
    /** Draws nothing, for a page that shows suggestions itself: see `onSuggestion`. Keys still work. Default false. */
    isHeadless?: boolean;
    /** Asks for nothing before {@link Attached.resume}. Default false. */
    isPaused?: boolean;
    /** When a ghost may appear between two keys; what is not given is as in {@link defaultCalm}. */
    calm?: Partial<Calm>;
    /** Mode of the overlay's shadow root. `"open"` is for tests, which otherwise see nothing of it. Default `"closed"`. */
    shadow?: ShadowRootMode;
    /** Whether all layers of the model write again when typing pauses. Asked at every pause. Default: never. */
    mayLookAgain?: () => boolean;
    /** Whether screen readers are told of drafts. Asked whenever there is something to say. Default: always. */
    mayAnnounce?: () => boolean;
    /**
     * Whether the browser's own predictions are switched off by an attribute of the element while drafts are offered.
     * Default true; `false` leaves the page's document as it is.
     */
    setsAttributes?: boolean;
    /**
     * Reads and writes elements that {@link adapterFor} doesn't know, such as `contenteditable` of
     * `foreword-field/contenteditable`, or `prosemirror(view)` of `foreword-field/prosemirror`.
     */
    adapter?: FieldAdapter | AdapterOf;
    /**
     * Whether drafts may be listed at the caret, for a page that lists them itself: see `onSuggestion`. Asked whenever there
     * are some. Default: always.
     */
    mayList?: () => boolean;
    /**
     * Says why a draft is as it is: the list then has a line that asks for it, and the key of the action `"explain"` does.
     * Default: nothing is explained.
     */
    explain?: Explain;
    /** What is offered now; `undefined` when nothing is any more. */
    onSuggestion?: (offer: Offer | undefined) => void;
    /** A draft was inserted, or a part of one. */
    onAccept?: (text: string) => void;
    /** The engine answered. */
    onCompletion?: (completion: Completion) => void;
    /** The engine failed; the next change of the text asks again. */
    onError?: (error: unknown) => void;
    onPhase?: (phase: Phase) => void;
}
/** A field in which drafts are offered. */
export interface Attached {
    readonly phase: Phase;
    /** Resolves once nothing is asked or planned. A change of the text may be followed by a question one task later. */
    idle(): Promise<void>;
    /** Asks for nothing and shows nothing until {@link resume}. */
    pause(): void;
    resume(): void;
    /**
     * Takes the draft at this position of what is offered, as a row of the list does. Returns whether something was
     * inserted.
     */
    accept(position: number): boolean;
    /** Takes everything back that {@link attach} did. A session that was given is left to its owner. */
    detach(): void;
}
/** What opens a session for a field: an engine. */
export interface SessionSource {
    session(options?: SessionOptions): FieldSession;
}
/**
 * Offers drafts in a text field while a person types. The browser's own predictions are switched off in the element
 * meanwhile; nothing else is set on it that the page has set. The document gets one overlay element, and only while
 * the field has the focus.
 *
 * Returns `undefined` for an element that cannot be read and written to safely.
 *
 * @param source - An engine, of which a session is opened for this field, or a session.
 * @example
 * ```ts
 * import { createEngine } from 'foreword';
 * import { attach } from 'foreword-field';
 *
 * const engine = createEngine();
 * const field = document.querySelector('textarea');
 * const attached = field && attach(field, engine);
 * ```
 */
export declare function attach(element: HTMLElement, source: SessionSource | FieldSession, options?: AttachOptions): Attached | undefined;
