import type { FieldAdapter } from './adapter.js';
import { inputAdapter } from './input.js';
import { textareaAdapter } from './textarea.js';

/** The adapter of an element; `undefined` if it is no field that can be read and written to safely. */
export function adapterFor(element: Element): FieldAdapter | undefined {
  if (element instanceof HTMLTextAreaElement) return textareaAdapter(element);
  return element instanceof HTMLInputElement ? inputAdapter(element) : undefined;
}
