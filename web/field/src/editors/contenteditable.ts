import type { FieldAdapter } from '../adapters/adapter.js';
import { isSecret } from '../adapters/secret.js';
import { EditableAdapter } from '../editable/editable.js';
import {
  type Insert,
  asked,
  byBeforeInput,
  byCommand,
  byPaste,
  overSpaceByCommand,
} from '../editable/insert.js';

export type { AdapterOf } from '../adapters/adapter.js';

/** Editors that watch their document, and take what the browser's command does to it. */
const watching =
  '.ProseMirror, [data-lexical-editor], .ql-editor, .cm-content, [contenteditable=plaintext-only]';

/** Editors that keep the document for themselves, and take what is pasted. */
const keeping = '.ck-editor__editable, .mce-content-body, trix-editor, .public-DraftEditor-content';

/** Slate would join what is pasted to what was typed right before. */
const listening = '[data-slate-editor]';

/** Editors that draw their text on a canvas, or hold little of it in the document: nothing can be read there. */
const unreadable = '.monaco-editor, .native-edit-context, .docs-texteventtarget-iframe, .kix-appview-editor';

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
export function contenteditable(element: HTMLElement): FieldAdapter | undefined {
  if (!element.isContentEditable || element.closest(unreadable) !== null || isSecret(element))
    return undefined;
  const insert = insertFor(element);
  // An editor that keeps the document for itself would not see the selection move.
  return new EditableAdapter(
    element,
    isKnown(element) ? { insert } : { insert, overSpace: overSpaceByCommand },
  );
}

function isKnown(element: HTMLElement): boolean {
  return element.matches([watching, keeping, listening].join(', '));
}

function insertFor(element: HTMLElement): Insert {
  // In Firefox a command is asked about with `beforeinput`, so that every editor takes it.
  const isFirefox = CSS.supports('-moz-appearance', 'none');
  if (isFirefox || element.matches(watching)) return byCommand;
  if (element.matches(listening)) return byBeforeInput;
  return element.matches(keeping) ? byPaste : asked;
}
