import type { AdapterOf } from './adapters/adapter.js';
import { type AttachOptions, type Attached, type SessionSource } from './attach.js';
import type { FieldSession } from './fitting.js';
/** A `<foreword-field>`: drafts are offered in the field that it wraps. */
export interface ForewordFieldElement extends HTMLElement {
    /** Gives drafts. Default: the engine that {@link defineForewordField} was given. */
    engine: SessionSource | FieldSession | undefined;
    /** Options of `attach`; set before the field is there, or followed by {@link refresh}. */
    options: AttachOptions;
    /** The wrapped field, once drafts are offered in it. */
    readonly attached: Attached | undefined;
    /** Starts anew, with the options as they are now. */
    refresh(): void;
}
declare global {
    interface HTMLElementTagNameMap {
        'foreword-field': ForewordFieldElement;
    }
}
/** What all elements of one name have in common. */
export interface DefineOptions {
    /** Gives drafts to every element that has no engine of its own. */
    engine?: SessionSource | FieldSession;
    /** Default `"foreword-field"`. */
    name?: string;
    /** Default: that of `textarea`, `input` and plain `contenteditable`. */
    adapter?: AdapterOf;
}
/**
 * Defines `<foreword-field>`. The first `textarea`, `input` or `contenteditable` in it gets drafts, also if it comes
 * later or is exchanged; with the attribute `paused` nothing is asked. The element draws nothing, and has no shadow
 * root: the field keeps the page's styles, its form and its label.
 *
 * A name that is taken is left as it is.
 *
 * @example
 * ```ts
 * import { createEngine } from 'foreword';
 * import { defineForewordField } from 'foreword-field/element';
 *
 * // <foreword-field><textarea></textarea></foreword-field>
 * defineForewordField({ engine: createEngine() });
 * ```
 */
export declare function defineForewordField({ engine, name, adapter }?: DefineOptions): void;
