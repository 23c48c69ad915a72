import type { Completion, Draft, Engine } from 'foreword';
import { find } from './dom.js';
import type { Editor } from './editor.js';
import { Suggestions } from './suggestions.js';
import { mayOffer, narrow } from './text.js';

/** A pause in typing after which the suggestions are read out; sooner would talk over the person's own keys. */
const announceAfterMs = 700;

export interface WriterOptions {
  onCompletion(completion: Completion): void;
  onError(error: unknown): void;
}

/** Asks for drafts while the person types, shows them, and inserts the one that is taken. */
export class Writer {
  readonly #suggestions = new Suggestions((position) => this.accept(position));
  readonly #live = find('#live', HTMLElement);
  #ready = false;
  #frame = 0;
  #announcing: ReturnType<typeof setTimeout> | undefined;
  /** Set by Esc; lasts until the next word begins. */
  #quiet = false;
  /** The text that the shown drafts continue. */
  #shownFor = '';
  #asked: { before: string; abort: AbortController } | undefined;

  constructor(
    private readonly editor: Editor,
    private readonly engine: Engine,
    private readonly options: WriterOptions,
  ) {
    const { field } = editor;
    field.addEventListener('input', (event) => {
      if (event instanceof InputEvent && /^\s/.test(event.data ?? 'x')) this.#quiet = false;
      this.changed();
    });
    document.addEventListener('selectionchange', () => {
      if (document.activeElement === field) this.changed();
    });
    field.addEventListener('blur', () => {
      this.stop();
    });
    field.addEventListener('focus', () => {
      this.changed();
    });
    field.addEventListener('compositionstart', () => {
      this.stop();
    });
    field.addEventListener('keydown', (event) => {
      if (!event.isComposing && this.key(event)) event.preventDefault();
    });
  }

  /** From now on drafts are asked for. */
  ready(): void {
    this.#ready = true;
    this.changed();
  }

  /** Does what a key means; returns whether it meant anything. */
  private key(event: KeyboardEvent): boolean {
    const { drafts } = this.#suggestions;
    if (drafts.length === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    if (event.altKey) {
      const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
      if (digit !== undefined) return this.accept(Number(digit) - 1);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step === undefined) return false;
      this.#suggestions.move(step);
      return true;
    }
    if (event.key === 'Tab') return this.accept(this.#suggestions.chosen);
    if (event.key !== 'Escape') return false;
    this.#quiet = true;
    this.stop();
    return true;
  }

  private accept(position: number): boolean {
    const draft = this.#suggestions.drafts[position];
    if (draft === undefined) return false;
    this.#suggestions.hide();
    const inserted = this.editor.insert(draft.text);
    this.announce(inserted ? `Inserted: ${draft.text.trim()}` : '');
    return inserted;
  }

  /** The text or the caret changed: at once keep what still fits, and within a frame ask for new drafts. */
  private changed(): void {
    const before = this.mayAsk() ? this.editor.before : undefined;
    if (before === undefined) {
      this.stop();
      return;
    }
    if (before === this.#asked?.before || (before === this.#shownFor && this.#suggestions.drafts.length > 0))
      return;
    this.keepWhatFits(before);
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      void this.ask(before);
    });
  }

  private mayAsk(): boolean {
    const { editor } = this;
    if (!this.#ready || this.#quiet || editor.hasSelection) return false;
    return document.activeElement === editor.field && mayOffer(editor.before, editor.after);
  }

  private keepWhatFits(before: string): void {
    const fits = before.startsWith(this.#shownFor);
    this.show(fits ? narrow(this.#suggestions.drafts, before.slice(this.#shownFor.length)) : [], before);
  }

  private async ask(before: string): Promise<void> {
    const asked = { before, abort: new AbortController() };
    this.#asked = asked;
    try {
      const completion = await this.engine.complete(before, {
        drafts: 3,
        tokens: 8,
        signal: asked.abort.signal,
      });
      if (this.#asked !== asked) return;
      this.#asked = undefined;
      this.options.onCompletion(completion);
      this.show(completion.drafts.filter((draft) => draft.text.trim() !== '').slice(0, 3), before);
      this.announceDrafts();
    } catch (error) {
      if (this.#asked === asked) this.#asked = undefined;
      if (error instanceof DOMException && error.name === 'AbortError') return;
      this.stop();
      this.options.onError(error);
    }
  }

  private stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#asked?.abort.abort();
    this.#asked = undefined;
    this.#suggestions.hide();
    this.announce('');
  }

  private show(drafts: readonly Draft[], before: string): void {
    this.#shownFor = before;
    if (drafts.length === 0) this.#suggestions.hide();
    else this.#suggestions.show(drafts, before, this.editor.caret());
  }

  private announceDrafts(): void {
    const texts = this.#suggestions.drafts.map((draft) => draft.text.trim());
    if (texts.length === 0) return;
    clearTimeout(this.#announcing);
    this.#announcing = setTimeout(() => {
      this.announce(`${texts.length} suggestions: ${texts.join('; ')}`);
    }, announceAfterMs);
  }

  private announce(text: string): void {
    clearTimeout(this.#announcing);
    this.#live.textContent = text;
  }
}
