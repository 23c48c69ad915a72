import type { Surroundings } from '../offer.js';
import type { FieldAdapter, FieldEvents, FieldKey, TextLayout } from './adapter.js';
import { measure } from './measure.js';
import { paragraphOf, windowsOf } from './window.js';

/** The browser's own fields that have a selection. */
export type NativeField = HTMLTextAreaElement | HTMLInputElement;

/** Key code of a key that an input method takes. Safari and some Linux input methods report it after the composition. */
const inputMethodKey = 229;

/** What `<textarea>` and `<input>` have in common. */
export class NativeFieldAdapter implements FieldAdapter {
  readonly #listening = new AbortController();
  /** Text and selection when they were last reported. */
  #seen = { value: '', start: 0, end: 0 };

  constructor(
    readonly element: NativeField,
    private readonly isSingleLine: boolean,
  ) {}

  surroundings(): Surroundings {
    return windowsOf(this.element.value, this.selection);
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
    return !this.element.readOnly && !this.element.matches(':disabled');
  }

  insert(text: string): boolean {
    const { element } = this;
    const { value, maxLength } = element;
    const { start, end } = this.selection;
    const wanted = value.slice(0, start) + text + value.slice(end);
    // The browser would cut the text without a word.
    if (!this.isWritable || (maxLength >= 0 && wanted.length > maxLength)) return false;
    element.focus();
    this.endUndoStep();
    // Deprecated without a replacement: nothing else puts an insertion on the browser's undo stack.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    document.execCommand('insertText', false, text);
    this.endUndoStep();
    return element.value === wanted;
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
    on('focus', () => {
      this.#seen = this.state;
      events.onFocus(true);
    });
    on('blur', () => {
      events.onFocus(false);
    });
    on('compositionstart', () => {
      events.onComposition(true);
    });
    on('compositionend', () => {
      events.onComposition(false);
    });
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

function keyOf(event: KeyboardEvent): FieldKey {
  const { key, altKey, ctrlKey, metaKey, shiftKey, location, repeat } = event;
  // Deprecated, but the only sign that the key belongs to an input method which has just ended its composition.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const isComposing = event.isComposing || event.keyCode === inputMethodKey;
  return { key, altKey, ctrlKey, metaKey, shiftKey, location, repeat, isComposing };
}
