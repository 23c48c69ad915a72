import type { Document } from './document.js';

/** Whether a text stands anywhere in a document, in capitals or not. */
export function includesText({ title, subject, recipient, text }: Document, wanted: string): boolean {
  const lower = wanted.toLocaleLowerCase();
  return [title, subject, recipient, text].some((part) => part.toLocaleLowerCase().includes(lower));
}
