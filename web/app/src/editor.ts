import { find } from './dom.js';

/** Where the caret is drawn, in pixels from the sheet's corner. */
export interface CaretBox {
  left: number;
  top: number;
  height: number;
}

/** The text field. A mirror of its text, invisible and in the same place, gives it its height and the caret its box. */
export class Editor {
  readonly field = find('.writing', HTMLTextAreaElement);
  readonly #mirror = find('.mirror', HTMLElement);

  constructor() {
    this.field.addEventListener('input', () => {
      this.reflect();
    });
    this.reflect();
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

  /** Inserts at the caret as if typed, so that undo takes it back. Returns whether the text is there now. */
  insert(text: string): boolean {
    this.field.focus();
    const { value, selectionStart } = this.field;
    // Deprecated without a replacement: nothing else puts an insertion on the browser's undo stack.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    document.execCommand('insertText', false, text);
    const end = selectionStart + text.length;
    return this.field.value !== value && this.field.value.slice(selectionStart, end) === text;
  }

  /** The caret's box. */
  caret(): CaretBox {
    const marker = document.createElement('span');
    marker.textContent = '\u200b';
    this.#mirror.replaceChildren(this.before, marker, this.after);
    const { offsetLeft: left, offsetTop: top, offsetHeight: height } = marker;
    this.reflect();
    return { left, top, height };
  }

  /** The zero-width space gives a last, empty line its height. */
  private reflect(): void {
    this.#mirror.textContent = `${this.field.value}\u200b`;
  }
}
