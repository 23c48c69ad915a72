import { type ComponentPropsWithoutRef, type RefCallback } from 'react';
import { type AttachOptions, type SessionSource } from './attach.js';
import type { FieldSession } from './fitting.js';
/**
 * Offers drafts in the element that gets the returned ref: `<textarea>` and `<input>`, or another with
 * `options.adapter`. A controlled field's `onChange` is called as if the draft had been typed.
 *
 * Events among the options, and `isPaused`, may change with every render; the others count when the field appears.
 *
 * @param source - An engine or a session; nothing is offered without one.
 * @example
 * ```tsx
 * import { useForeword } from 'foreword-field/react';
 *
 * function Subject({ engine }: { engine: Engine }) {
 *   const [subject, setSubject] = useState('');
 *   const ref = useForeword<HTMLInputElement>(engine);
 *   return <input ref={ref} value={subject} onChange={(event) => setSubject(event.target.value)} />;
 * }
 * ```
 */
export declare function useForeword<E extends HTMLElement = HTMLElement>(source: SessionSource | FieldSession | undefined, options?: AttachOptions): RefCallback<E>;
/** What a {@link ForewordTextarea} takes, beside all that a `<textarea>` does. */
export interface ForewordTextareaProps extends ComponentPropsWithoutRef<'textarea'> {
    /** Gives drafts; without one it is a plain `<textarea>`. */
    engine: SessionSource | FieldSession | undefined;
    /** Options of `attach`. */
    foreword?: AttachOptions;
}
/**
 * A `<textarea>` in which drafts are offered, controlled or not.
 *
 * @example
 * ```tsx
 * import { createEngine } from 'foreword';
 * import { ForewordTextarea } from 'foreword-field/react';
 *
 * const engine = createEngine();
 * export const Message = () => <ForewordTextarea engine={engine} rows={6} aria-label="Message" />;
 * ```
 */
export declare const ForewordTextarea: import("react").ForwardRefExoticComponent<ForewordTextareaProps & import("react").RefAttributes<HTMLTextAreaElement>>;
