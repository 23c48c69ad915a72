import { find, make } from './dom.js';

/** Where the ghost is drawn, in pixels from the sheet's corner. */
export interface GhostBox {
  /** Where the caret is, or where the ghost's lines begin if there are several. */
  left: number;
  /** The lower edge of the ghost's last line. */
  bottom: number;
  isRightToLeft: boolean;
  /** Whether the ghost is drawn at all; in front of other text on its line it is not. */
  isInline: boolean;
}

/**
 * The text field with its ghost text.
 *
 * A mirror of the text, invisible and in the same place, gives the field its height and holds the ghost at the caret. The
 * ghost is never part of the field's value.
 */
export class Editor {
  readonly field = find('.writing', HTMLTextAreaElement);
  readonly ghost = make('span', 'ghost');
  readonly #mirror = find('.mirror', HTMLElement);
  /** Stands at the caret. The zero-width space lets the line break here, so that a ghost moves no word under way. */
  readonly #mark = make('span', 'ghost-mark', '\u200b');

  constructor() {
    this.field.addEventListener('input', () => {
      this.hideGhost();
    });
    this.hideGhost();
  }

  get before(): string {
    return this.field.value.slice(0, this.field.selectionStart);
  }

  get after(): string {
    return this.field.value.slice(this.field.selectionEnd);
  }

  get hasSelection(): boolean {
    return this.field.selectionStart !== this.field.selectionEnd;
  }

  /** Whether nothing but white space follows the caret on its line. */
  get isAtLineEnd(): boolean {
    return /^[^\S\n]*(\n|$)/.test(this.after);
  }

  /** Inserts at the caret as one step that undo takes back. Returns whether the text is there now. */
  insert(text: string): boolean {
    const { field } = this;
    field.focus();
    const { value, selectionStart: start, selectionEnd: end } = field;
    // A selection that is set, even to where it is, ends the step that the keys before belong to.
    field.setSelectionRange(start, end);
    // Deprecated without a replacement: nothing else puts an insertion on the browser's undo stack.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    document.execCommand('insertText', false, text);
    return field.value === value.slice(0, start) + text + value.slice(end);
  }

  showGhost(text: string): GhostBox {
    this.ghost.textContent = this.isAtLineEnd ? text : '';
    // The zero-width space gives a last, empty line its height.
    this.#mirror.replaceChildren(this.before, this.#mark, this.ghost, `${this.after}\u200b`);
    if (this.after !== '') this.fitIntoLine(text);
    const corner = this.#mirror.getBoundingClientRect();
    const mark = this.#mark.getBoundingClientRect();
    const isInline = this.ghost.textContent !== '';
    const { left, bottom } = isInline ? this.ghost.getBoundingClientRect() : mark;
    return {
      left: (isInline && !this.isOneLine ? left : mark.left) - corner.left,
      bottom: Math.max(bottom, mark.bottom) - corner.top,
      isRightToLeft: isInline && left < mark.left && this.isOneLine,
      isInline,
    };
  }

  hideGhost(): void {
    this.#mirror.textContent = `${this.field.value}\u200b`;
  }

  /** Text below must not be covered: what does not fit into the line is left out, and the rest ends in an ellipsis. */
  private fitIntoLine(text: string): void {
    let shown = text;
    while (shown !== '' && !this.isOneLine) {
      shown = shown.replace(/\s*\S*$/, '');
      this.ghost.textContent = shown === '' ? '' : `${shown}…`;
    }
  }

  private get isOneLine(): boolean {
    const { height } = this.ghost.getBoundingClientRect();
    const { height: line, top } = this.#mark.getBoundingClientRect();
    return height < 1.5 * line && this.ghost.getBoundingClientRect().top < top + line / 2;
  }
}
