import type { FieldAdapter } from './adapter.js';
import { inputAdapter } from './input.js';
import { isSecret } from './secret.js';
import { textareaAdapter } from './textarea.js';

/** The adapter of an element; `undefined` if it is no field that can be read and written to safely. */
export function adapterFor(element: HTMLElement): FieldAdapter | undefined {
  if (isSecret(element)) return undefined;
  if (element instanceof HTMLTextAreaElement) return textareaAdapter(element);
  return element instanceof HTMLInputElement ? inputAdapter(element) : undefined;
}
