import type { FieldAdapter } from './adapter.js';
import { NativeFieldAdapter, isOpenType } from './native.js';

/** The adapter of an `<input>`; `undefined` for types that have no selection or hold no prose. */
export function inputAdapter(element: HTMLInputElement): FieldAdapter | undefined {
  return isOpenType(element) ? new NativeFieldAdapter(element, true) : undefined;
}
