/** Editors that draw their text on a canvas, or hold little of it in the document. */
const canvas =
  '.monaco-editor, .native-edit-context, .kix-appview-editor, .docs-texteventtarget-iframe, .xterm, .ace_editor, .CodeMirror';

/** What such editors put the keyboard's focus into, in a frame of its own. */
const canvasFrame = '.docs-texteventtarget-iframe';

/** Nobody reads what they write in a field that is smaller than this, in CSS pixels. */
const smallest = 8;

/** Whether what is typed into `element` is shown elsewhere, so that nothing can be offered at its caret. */
export function isUnsupported(element: HTMLElement): boolean {
  if (element.closest(canvas) !== null || isInFrameOf(canvasFrame)) return true;
  const { width, height } = element.getBoundingClientRect();
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement) {
    if (width < smallest || height < smallest) return true;
    return Number(getComputedStyle(element).opacity) === 0;
  }
  return false;
}

function isInFrameOf(selector: string): boolean {
  try {
    return frameElement?.matches(selector) === true;
  } catch {
    // The page around is of another origin.
    return false;
  }
}

const code =
  '.cm-editor, .CodeMirror, .ace_editor, .monaco-editor, .xterm, pre, code, [data-language], [data-mode-id]';

/** Whether `element` looks like a code editor or a terminal, for those who want nothing there. */
export function isCode(element: HTMLElement): boolean {
  if (element.closest(code) !== null) return true;
  const { fontFamily } = getComputedStyle(element);
  return element.getAttribute('spellcheck') === 'false' && /mono|courier|consolas|menlo/i.test(fontFamily);
}
