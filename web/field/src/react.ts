'use client';

import {
  type ComponentPropsWithoutRef,
  type RefCallback,
  type RefObject,
  createElement,
  forwardRef,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { type AttachOptions, type Attached, type SessionSource, attach } from './attach.js';
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
export function useForeword<E extends HTMLElement = HTMLElement>(
  source: SessionSource | FieldSession | undefined,
  options: AttachOptions = {},
): RefCallback<E> {
  const [element, setElement] = useState<E | null>(null);
  const [attached, setAttached] = useState<Attached | undefined>();
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    if (element === null || source === undefined) return undefined;
    const made = attach(element, source, following(latest));
    setAttached(made);
    return () => {
      made?.detach();
    };
  }, [element, source]);
  const isPaused = options.isPaused === true;
  useEffect(() => {
    if (isPaused) attached?.pause();
    else attached?.resume();
  }, [attached, isPaused]);
  return setElement;
}

/** Options whose events are those of the latest render. */
function following(latest: RefObject<AttachOptions>): AttachOptions {
  const now = () => latest.current;
  return {
    ...now(),
    mayLookAgain: () => now().mayLookAgain?.() ?? false,
    mayAnnounce: () => now().mayAnnounce?.() ?? true,
    onSuggestion: (offer) => now().onSuggestion?.(offer),
    onAccept: (text) => now().onAccept?.(text),
    onCompletion: (completion) => now().onCompletion?.(completion),
    onError: (error) => now().onError?.(error),
    onPhase: (phase) => now().onPhase?.(phase),
  };
}

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
export const ForewordTextarea = forwardRef<HTMLTextAreaElement, ForewordTextareaProps>(
  function ForewordTextarea({ engine, foreword, ...props }, outer) {
    const own = useForeword<HTMLTextAreaElement>(engine, foreword);
    const ref = useCallback(
      (element: HTMLTextAreaElement | null) => {
        own(element);
        if (typeof outer === 'function') outer(element);
        else if (outer !== null) outer.current = element;
      },
      [own, outer],
    );
    return createElement('textarea', { ...props, ref });
  },
);
