import type { FieldAdapter } from './adapter.js';
import { NativeFieldAdapter } from './native.js';

/** Types that hold text in a person's own words and have a selection. */
const supported: readonly string[] = ['text', 'search'];

/** The adapter of an `<input>`; `undefined` for types that have no selection or hold no prose. */
export function inputAdapter(element: HTMLInputElement): FieldAdapter | undefined {
  return supported.includes(element.type) ? new NativeFieldAdapter(element, true) : undefined;
}
