import { reselect, selectionOf } from './selection.js';

/** Inserts `text` at the caret of `element`; returns whether something took it. What became of it is seen later. */
export type Insert = (element: HTMLElement, text: string) => boolean;

/**
 * The browser's own command. Its undo stack holds the insertion as one step, and editors that watch their document
 * take it like typed text.
 */
export const byCommand: Insert = (element, text) => {
  reselect(element);
  // Deprecated without a replacement: nothing else puts an insertion on the browser's undo stack.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const isDone = element.ownerDocument.execCommand('insertText', false, text);
  reselect(element);
  return isDone;
};

/** The browser's own command over the space before the caret. Without one there nothing changes. */
export const overSpaceByCommand: Insert = (element, mark) => {
  const selection = selectionOf(element);
  if (selection?.isCollapsed !== true) return false;
  const { focusNode, focusOffset } = selection;
  selection.modify('extend', 'backward', 'character');
  if (isSpace(selection.toString()) && byCommand(element, mark)) return true;
  selection.collapse(focusNode, focusOffset);
  return false;
};

/** Whether a character is a space, or what browsers put in its place at the end of a line. */
export const isSpace = (character: string) => character === ' ' || character === '\u00a0';

/** Text as if it were pasted: for editors that keep the document for themselves and undo what a command does to it. */
export const byPaste: Insert = (element, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  reselect(element);
  return !element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, ...passing }));
};

const passing = { bubbles: true, cancelable: true, composed: true };

/**
 * What a browser says before it changes the text. An editor that takes it inserts the text itself. It is called a
 * replacement, since typed letters are left to the browser here and there, which does nothing for an event of ours.
 */
export const byBeforeInput: Insert = (element, text) => {
  reselect(element);
  const init = { inputType: 'insertReplacementText', data: text, ...passing };
  return !element.dispatchEvent(new InputEvent('beforeinput', init));
};

/**
 * An editor that nothing is known of is asked first: one that takes text from `beforeinput` must not get a command,
 * which would change its document behind its back.
 */
export const asked: Insert = (element, text) => {
  const init = { inputType: 'insertText', data: text, ...passing };
  return !element.dispatchEvent(new InputEvent('beforeinput', init)) || byCommand(element, text);
};
