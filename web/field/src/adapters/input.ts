import type { FieldAdapter } from './adapter.js';
import { NativeFieldAdapter, isOpenType } from './native.js';
import { isSecret } from './secret.js';

/** The adapter of an `<input>`; `undefined` for types that have no selection or hold no prose, and for secrets. */
export function inputAdapter(element: HTMLInputElement): FieldAdapter | undefined {
  return isOpenType(element) && !isSecret(element) ? new NativeFieldAdapter(element, true) : undefined;
}
