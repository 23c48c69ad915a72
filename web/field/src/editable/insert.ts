import { reselect } from './selection.js';

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
