import type { FieldAdapter } from '../adapters/adapter.js';
export type { AdapterOf } from '../adapters/adapter.js';
/**
 * The adapter of an element with `contenteditable`, with or without an editor in it: what the document shows is read,
 * and text is inserted the way that the editor is known to take. `undefined` for elements that aren't edited in place and
 * for editors whose text isn't in the document.
 *
 * Editors with an adapter of their own do better with that: it needs no guesses, and an acceptance is one undo step
 * however soon it follows the last key.
 *
 * @example
 * ```ts
 * import { attach } from 'foreword-field';
 * import { contenteditable } from 'foreword-field/contenteditable';
 *
 * const element = document.querySelector<HTMLElement>('[contenteditable]');
 * if (element) attach(element, engine, { adapter: contenteditable });
 * ```
 */
export declare function contenteditable(element: HTMLElement): FieldAdapter | undefined;
