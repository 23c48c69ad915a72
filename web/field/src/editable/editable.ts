import type { FieldAdapter, FieldEvents, TextLayout } from '../adapters/adapter.js';
import { frameOf } from '../adapters/frames.js';
import { keyOf } from '../adapters/key.js';
import { hasListOfPage } from '../adapters/yields.js';
import type { Surroundings } from '../offer.js';
import type { Insert } from './insert.js';
import { layoutAt } from './layout.js';
import type { Point } from './leaves.js';
import { steady, textAround } from './read.js';
import { caretIn, selectionOf } from './selection.js';

/** What an adapter knows of its editor. */
export interface Editor {
  /** Inserts at the caret; returns whether the editor took the text. */
  readonly insert: Insert;
  /** Writes a mark over the space before the caret, if there is one; returns whether it did. Default: that can't be done. */
  readonly overSpace?: Insert;
  /** Whether the editor may be written to, beside what its element says. Default: always. */
  readonly isWritable?: () => boolean;
  /** The text around the caret, where the document doesn't hold all of it. Default: what is shown. */
  readonly surroundings?: (caret: Point) => Surroundings;
}

/** So many frames after an insertion the text has to be there. */
const maxFrames = 4;

const nothing: Surroundings = { before: '', after: '' };

/** An element whose text a person edits in place, its own or an editor's. Nothing is set on it or in it. */
export class EditableAdapter implements FieldAdapter {
  readonly replaceSpace?: (mark: string) => boolean;
  readonly #listening = new AbortController();
  readonly #observer: MutationObserver;
  #seen = nothing;
  /** What was read in this task, in which several ask for it. */
  #read: Surroundings | undefined;
  #events: FieldEvents | undefined;
  #isComposing = false;
  #isCommitting = false;
  /** The text before an insertion that has not been seen yet. */
  #awaited: Surroundings | undefined;
  /** An insertion was never seen. What the editor holds isn't known any more, and nothing is offered. */
  #isLost = false;

  constructor(
    readonly element: HTMLElement,
    private readonly editor: Editor,
  ) {
    this.#observer = new MutationObserver(() => {
      this.look('typed');
    });
    const { overSpace } = editor;
    if (overSpace !== undefined) {
      this.replaceSpace = (mark) => {
        const mayWrite = this.isWritable && !this.#isComposing && this.#awaited === undefined;
        this.#read = undefined;
        return mayWrite && overSpace(element, mark);
      };
    }
  }

  surroundings(): Surroundings {
    if (this.#read === undefined) {
      this.#read = this.read();
      queueMicrotask(() => {
        this.#read = undefined;
      });
    }
    return this.#read;
  }

  get hasSelection(): boolean {
    return selectionOf(this.element)?.isCollapsed !== true;
  }

  get hasFocus(): boolean {
    const { element } = this;
    const frame = frameOf(element);
    const root = element.getRootNode() as Document | ShadowRoot;
    const { activeElement } = root;
    return (
      element.contains(activeElement) && (frame === undefined || frame.ownerDocument.activeElement === frame)
    );
  }

  get isWritable(): boolean {
    const { element } = this;
    const isOpen = element.isContentEditable && element.ariaReadOnly !== 'true' && !hasListOfPage(element);
    return isOpen && !this.#isLost && this.editor.isWritable?.() !== false;
  }

  takes(text: string): boolean {
    return !/[\r\n]/.test(text);
  }

  insert(text: string): boolean {
    // A second copy would follow the first, which an editor may still be about to show.
    if (!this.isWritable || !this.takes(text) || this.#awaited !== undefined) return false;
    this.commit();
    const was = this.surroundings();
    this.#awaited = was;
    const isTaken = this.editor.insert(this.element, text);
    this.#read = undefined;
    if (isTaken) this.await(was, maxFrames);
    else this.#awaited = undefined;
    return isTaken;
  }

  layout(): TextLayout {
    const { element } = this;
    const point = caretIn(element) ?? { node: element, offset: 0 };
    return layoutAt(element, point, this.surroundings());
  }

  listen(events: FieldEvents): void {
    const { element } = this;
    const { signal } = this.#listening;
    this.#events = events;
    this.#observer.observe(element, { childList: true, characterData: true, subtree: true });
    const on = <T extends keyof HTMLElementEventMap>(
      type: T,
      run: (event: HTMLElementEventMap[T]) => void,
    ) => {
      // First, since editors listen on the same element.
      element.addEventListener(type, run, { signal, capture: true });
    };
    const focus = (hasFocus: boolean) => {
      if (this.#isCommitting) return;
      if (hasFocus) this.#seen = this.surroundings();
      events.onFocus(hasFocus);
    };
    on('focusin', () => {
      focus(true);
    });
    on('focusout', ({ relatedTarget }) => {
      if (!element.contains(relatedTarget as Node | null)) focus(false);
    });
    for (const type of ['compositionstart', 'compositionupdate', 'compositionend'] as const) {
      on(type, ({ data }) => {
        this.#isComposing = type !== 'compositionend';
        // At the start the event has the text that is selected.
        events.onComposition(type === 'compositionstart' ? '' : data, !this.#isComposing);
      });
    }
    on('keydown', (event) => {
      this.#read = undefined;
      if (!events.onKey(keyOf(event))) return;
      event.preventDefault();
      // A key that was used here is neither the editor's nor a shortcut of the page's.
      event.stopPropagation();
    });
    element.ownerDocument.addEventListener(
      'selectionchange',
      () => {
        this.look('moved');
      },
      { signal },
    );
  }

  dispose(): void {
    this.#listening.abort();
    this.#observer.disconnect();
    this.#events = undefined;
  }

  private read(): Surroundings {
    const point = caretIn(this.element);
    if (point === undefined) return nothing;
    const { before, after } = this.editor.surroundings?.(point) ?? textAround(this.element, point);
    return { before: steady(before, this.#seen.before), after };
  }

  /** The document or the selection changed; tells what came of it for the text around the caret. */
  private look(cause: 'typed' | 'moved'): void {
    if (this.#events === undefined || !this.hasFocus) return;
    const { before, after } = this.#seen;
    const now = this.surroundings();
    if (now.before === before && now.after === after && !this.hasSelection) return;
    this.#seen = now;
    if (this.#awaited !== undefined && now.before !== this.#awaited.before) this.#awaited = undefined;
    this.#events.onChange(cause);
  }

  /** Waits until the text is another than it `was`. */
  private await(was: Surroundings, frames: number): void {
    if (this.#awaited !== was) return;
    if (this.surroundings().before !== was.before) {
      this.look('typed');
      this.#awaited = undefined;
    } else if (frames > 0) {
      requestAnimationFrame(() => {
        this.await(was, frames - 1);
      });
    } else {
      this.#awaited = undefined;
      this.#isLost = true;
      this.#events?.onChange('moved');
    }
  }

  /** Ends a composition as it is. Only losing the focus does: the keyboard would overwrite what is inserted into one. */
  private commit(): void {
    const selection = selectionOf(this.element);
    if (!this.#isComposing || selection === null) return;
    this.#isCommitting = true;
    this.element.blur();
    const { focusNode, focusOffset } = selection;
    this.element.focus();
    selection.collapse(focusNode, focusOffset);
    this.#isCommitting = false;
    this.#read = undefined;
  }
}
