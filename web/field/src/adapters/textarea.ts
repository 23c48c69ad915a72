import type { FieldAdapter } from './adapter.js';
import { NativeFieldAdapter } from './native.js';

/** The adapter of a `<textarea>`. */
export function textareaAdapter(element: HTMLTextAreaElement): FieldAdapter {
  return new NativeFieldAdapter(element, false);
}
