import type { Document, DocumentChange, DocumentKind } from '../documents/document.js';
import { find } from '../dom.js';
import { keep } from '../shell/kept.js';
import type { DeskView } from './desk.js';
import { openSheet } from './sheet.js';
import { offerStarters } from './starters.js';

/** What is beside the text for each kind; `styles/sheet.css` shows these lines. */
const lines: Record<DocumentKind, readonly ('recipient' | 'subject' | 'title')[]> = {
  mail: ['recipient', 'subject'],
  chat: ['recipient'],
  document: ['title'],
  note: [],
};

/** The sheet: the text and the lines above it. */
export class SheetView implements DeskView {
  readonly field = openSheet();
  readonly #inputs = {
    recipient: find('.recipient', HTMLInputElement),
    subject: find('.subject', HTMLInputElement),
    title: find('.title', HTMLInputElement),
  };
  readonly #updateStarters = offerStarters(this.field);
  #kind: DocumentKind = 'mail';
  #isFirst = true;

  /** @param onWritten - Something was written into the text or a line. */
  constructor(private readonly onWritten: () => void) {
    for (const element of [this.field, ...Object.values(this.#inputs)]) {
      element.addEventListener('input', onWritten);
    }
    for (const input of Object.values(this.#inputs)) {
      input.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' || event.isComposing) return;
        event.preventDefault();
        this.next(input).focus();
      });
    }
  }

  read(): DocumentChange {
    const shown = lines[this.#kind].map((line) => [line, this.#inputs[line].value]);
    return { text: this.field.value, ...(Object.fromEntries(shown) as DocumentChange) };
  }

  show(document: Document, { isSame }: { isSame: boolean }): void {
    this.#kind = document.kind;
    window.document.documentElement.dataset['kind'] = document.kind;
    for (const line of ['recipient', 'subject', 'title'] as const) {
      if (this.#inputs[line].value !== document[line]) this.#inputs[line].value = document[line];
    }
    keep({ kind: document.kind, document: document.id });
    // Who is quick has written before the page was ready.
    const early = this.#isFirst ? this.field.value : '';
    this.#isFirst = false;
    if (this.field.value !== document.text + early) this.write(document.text + early, isSame);
    this.#updateStarters(document.kind);
    if (early !== '') this.onWritten();
  }

  lock(isLocked: boolean): void {
    for (const element of [this.field, ...Object.values(this.#inputs)]) element.readOnly = isLocked;
  }

  /** A text that changes under the same name keeps caret and place on the screen. */
  private write(text: string, isSame: boolean): void {
    const { selectionStart, selectionEnd } = this.field;
    const top = window.scrollY;
    this.field.value = text;
    this.field.setSelectionRange(isSame ? selectionStart : text.length, isSame ? selectionEnd : text.length);
    window.scrollTo({ top: isSame ? top : 0 });
    this.field.dispatchEvent(new Event('foreword-shown'));
  }

  private next(input: HTMLInputElement): HTMLElement {
    const shown = lines[this.#kind].map((line) => this.#inputs[line]);
    return shown[shown.indexOf(input) + 1] ?? this.field;
  }
}
