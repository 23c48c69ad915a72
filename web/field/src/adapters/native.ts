import type { Surroundings } from '../offer.js';
import type { FieldAdapter, FieldEvents, TextLayout } from './adapter.js';
import { keyOf } from './key.js';
import { measure } from './measure.js';
import { isSecret } from './secret.js';
import { paragraphOf, windowsOf } from './window.js';
import { hasListOfPage } from './yields.js';

/** The browser's own fields that have a selection. */
export type NativeField = HTMLTextAreaElement | HTMLInputElement;

const nothing: Surroundings = { before: '', after: '' };

/** Types of `<input>` that hold text in a person's own words and have a selection. */
const openTypes: readonly string[] = ['text', 'search', 'textarea'];

/** Whether a field is of a type that may be read. Pages change it, and a type without a selection throws. */
export function isOpenType({ type }: NativeField): boolean {
  return openTypes.includes(type);
}

/** What `<textarea>` and `<input>` have in common. */
export class NativeFieldAdapter implements FieldAdapter {
  readonly #listening = new AbortController();
  /** Text and selection when they were last reported. */
  #seen = { value: '', start: 0, end: 0 };
  #isComposing = false;
  #isCommitting = false;

  constructor(
    readonly element: NativeField,
    private readonly isSingleLine: boolean,
  ) {}

  surroundings(): Surroundings {
    return isSecret(this.element) ? nothing : windowsOf(this.element.value, this.selection);
  }

  get hasSelection(): boolean {
    const { start, end } = this.selection;
    return start !== end;
  }

  get hasFocus(): boolean {
    const root = this.element.getRootNode();
    return (root instanceof ShadowRoot ? root : document).activeElement === this.element;
  }

  get isWritable(): boolean {
    const { element } = this;
    if (!isOpenType(element) || isSecret(element)) return false;
    return !element.readOnly && !element.matches(':disabled') && !hasListOfPage(element);
  }

  takes(text: string): boolean {
    const { value, maxLength } = this.element;
    const { start, end } = this.selection;
    // The browser would cut the text without a word.
    if (maxLength >= 0 && value.length - (end - start) + text.length > maxLength) return false;
    return !this.isSingleLine || !/[\r\n]/.test(text);
  }

  insert(text: string): boolean {
    if (!this.isWritable || !this.takes(text)) return false;
    this.element.focus();
    this.commit();
    this.endUndoStep();
    return this.command(text);
  }

  replaceSpace(mark: string): boolean {
    const { element } = this;
    const { start, end } = this.selection;
    if (!this.isWritable || start !== end || element.value[start - 1] !== ' ') return false;
    element.setSelectionRange(start - 1, start);
    return this.command(mark);
  }

  layout(): TextLayout {
    const { value } = this.element;
    const { selection, isSingleLine } = this;
    const isAtEnd = selection.end === value.length;
    return { ...measure(this.element), ...paragraphOf(value, selection), isAtEnd, isSingleLine };
  }

  listen(events: FieldEvents): void {
    const { element } = this;
    const { signal } = this.#listening;
    const on = (type: string, listener: (event: Event) => void) => {
      element.addEventListener(type, listener, { signal });
    };
    on('input', () => {
      this.report(events, 'typed');
    });
    // A page that changes what was typed, such as to capital letters, does so further up.
    window.addEventListener(
      'input',
      () => {
        if (this.hasFocus && this.hasChanged) this.report(events, 'typed');
      },
      { signal },
    );
    on('focus', () => {
      this.#seen = this.state;
      if (!this.#isCommitting) events.onFocus(true);
    });
    on('blur', () => {
      if (!this.#isCommitting) events.onFocus(false);
    });
    // It is told before the form changes its fields, and its event stays in the shadow root in which they are.
    const reset = (event: Event) => {
      if (event.target !== element.form) return;
      setTimeout(() => {
        this.report(events, 'moved');
      });
    };
    element.getRootNode().addEventListener('reset', reset, { signal });
    for (const type of ['compositionstart', 'compositionupdate', 'compositionend']) {
      on(type, (event) => {
        this.#isComposing = type !== 'compositionend';
        // At the start the event has the text that is selected.
        const text = event instanceof CompositionEvent && type !== 'compositionstart' ? event.data : '';
        events.onComposition(text, !this.#isComposing);
      });
    }
    on('keydown', (event) => {
      if (!(event instanceof KeyboardEvent) || !events.onKey(keyOf(event))) return;
      event.preventDefault();
      // A key that was used here is not also a shortcut of the page's.
      event.stopPropagation();
    });
    document.addEventListener(
      'selectionchange',
      () => {
        if (this.hasFocus && this.hasChanged) this.report(events, 'moved');
      },
      { signal },
    );
  }

  dispose(): void {
    this.#listening.abort();
  }

  private report(events: FieldEvents, cause: 'typed' | 'moved'): void {
    this.#seen = this.state;
    events.onChange(cause);
  }

  /** Has the browser write `text` over what is selected. */
  private command(text: string): boolean {
    const { element } = this;
    const { value } = element;
    // Deprecated without a replacement: nothing else puts an insertion on the browser's undo stack.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    document.execCommand('insertText', false, text);
    this.endUndoStep();
    // Not whether the very text is there: a page may change what is written, such as to capital letters.
    return element.value !== value;
  }

  /** Ends a composition as it is. Only losing the focus does: the keyboard would overwrite what is inserted into one. */
  private commit(): void {
    if (!this.#isComposing) return;
    this.#isCommitting = true;
    this.element.blur();
    this.element.focus();
    this.#isCommitting = false;
  }

  /** A selection that is set, even to where it is, ends the step of the undo stack that the keys before belong to. */
  private endUndoStep(): void {
    const { element } = this;
    element.setSelectionRange(
      element.selectionStart,
      element.selectionEnd,
      element.selectionDirection ?? 'none',
    );
  }

  private get selection(): { start: number; end: number } {
    const start = this.element.selectionStart ?? 0;
    return { start, end: this.element.selectionEnd ?? start };
  }

  private get state(): { value: string; start: number; end: number } {
    return { value: this.element.value, ...this.selection };
  }

  private get hasChanged(): boolean {
    const { value, start, end } = this.state;
    return value !== this.#seen.value || start !== this.#seen.start || end !== this.#seen.end;
  }
}
