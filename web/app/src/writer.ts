import type { Completion, Draft } from 'foreword';
import { find } from './dom.js';
import type { Editor } from './editor.js';
import { type Action, actionOf } from './keys.js';
import {
  type Offer,
  beforeWord,
  cycled,
  firstWord,
  ghostOf,
  maxDrafts,
  offerOf,
  renewed,
  typedOn,
} from './offer.js';
import type { Asking } from './page-engine.js';
import { SecondLook, lookedAtAgain } from './second-look.js';
import { Suggestions } from './suggestions.js';
import { mayOffer } from './text.js';

/** A pause in typing after which the suggestion is read out; sooner would talk over the person's own keys. */
const announceAfterMs = 700;

/** A question that is on its way to the engine. */
interface Asked {
  before: string;
  abort: AbortController;
}

export interface WriterOptions {
  onCompletion(completion: Completion): void;
  onError(error: unknown): void;
  /** Whether all layers are to write again in pauses; others must have written first. */
  mayLookAgain(): boolean;
}

/** Asks for drafts while the person types, shows them, and inserts what is taken. */
export class Writer {
  readonly #suggestions = new Suggestions({
    onPick: (position) => this.accept(position),
    onOpen: () => {
      this.open();
    },
  });
  readonly #live = find('#live', HTMLElement);
  /** Without a keyboard's keys the list is the only way to the other drafts. */
  readonly #touch = matchMedia('(hover: none)');
  readonly #secondLook: SecondLook;
  #ready = false;
  #composing = false;
  #offer: Offer | undefined;
  /** All drafts are listed, not just the ghost shown. */
  #isOpen = false;
  /** Times that the ghost was exchanged for another since the text last changed. */
  #cycles = 0;
  /** The text before the word in which Esc was pressed; nothing is shown until another word begins. */
  #dismissed: string | undefined;
  #asked: Asked | undefined;
  /** Text and caret when they were last looked at. */
  #seen = '';
  #frame = 0;
  #announcing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly editor: Editor,
    private readonly engine: Asking,
    private readonly options: WriterOptions,
  ) {
    this.#secondLook = new SecondLook(engine, {
      onDrafts: (before, drafts) => {
        this.lookedAgain(before, drafts);
      },
      onBusy: (isBusy) => {
        editor.field.toggleAttribute('data-pausing', isBusy);
      },
      onError: (error) => {
        options.onError(error);
      },
    });
    const { field, ghost } = editor;
    field.addEventListener('input', () => {
      this.changed({ typed: true });
    });
    document.addEventListener('selectionchange', () => {
      if (document.activeElement === field && this.#seen !== this.place) this.changed({ typed: false });
    });
    field.addEventListener('blur', () => {
      this.stop();
    });
    field.addEventListener('focus', () => {
      this.changed({ typed: false });
    });
    field.addEventListener('compositionstart', () => {
      this.#composing = true;
      this.stop();
    });
    field.addEventListener('compositionend', () => {
      this.#composing = false;
      this.changed({ typed: true });
    });
    field.addEventListener('keydown', (event) => {
      if (event.isComposing || this.#offer === undefined) return;
      const action = actionOf(event, ghostOf(this.#offer).text);
      if (action !== undefined && this.perform(action)) event.preventDefault();
    });
    ghost.addEventListener('pointerdown', (event) => {
      event.preventDefault();
    });
    ghost.addEventListener('click', () => this.accept());
    // Not when it comes to lie under a pointer that rests.
    ghost.addEventListener('pointermove', () => {
      this.open();
    });
    new ResizeObserver(() => {
      this.render();
    }).observe(field);
  }

  /** From now on drafts are asked for. */
  ready(): void {
    this.#ready = true;
    this.changed({ typed: true });
  }

  /** Returns whether the key was of use; if not, the browser may have it. */
  private perform(action: Action): boolean {
    switch (action.kind) {
      case 'accept':
        return this.accept();
      case 'accept-word':
        return this.acceptWord();
      case 'pick':
        return this.accept(action.position);
      case 'cycle':
        this.cycle(action.step);
        return true;
      case 'dismiss':
        this.#dismissed = beforeWord(this.editor.before);
        this.stop();
        return true;
    }
  }

  private accept(position = this.#offer?.chosen ?? 0): boolean {
    const draft = this.#offer?.drafts[position];
    return draft !== undefined && this.insert(draft.text);
  }

  private acceptWord(): boolean {
    return this.#offer !== undefined && this.insert(firstWord(ghostOf(this.#offer).text));
  }

  private insert(text: string): boolean {
    const inserted = this.editor.insert(text);
    if (inserted) this.announce(`Inserted: ${text.trim()}`);
    return inserted;
  }

  /** The first time only the ghost changes; who goes on looking sees all. */
  private cycle(step: 1 | -1): void {
    if (this.#offer === undefined) return;
    this.#offer = cycled(this.#offer, step);
    this.#cycles += 1;
    if (this.#cycles > 1) this.#isOpen = true;
    this.render();
    this.announce(ghostOf(this.#offer).text.trim());
  }

  private open(): void {
    if (this.#offer === undefined || this.#isOpen) return;
    this.#isOpen = true;
    this.render();
  }

  /** The text or the caret changed: at once keep what still fits, and within a frame ask for new drafts. */
  private changed({ typed }: { typed: boolean }): void {
    this.#seen = this.place;
    this.#secondLook.cancel();
    const { before } = this.editor;
    if (!this.mayShow(typed)) {
      this.stop();
      return;
    }
    this.#cycles = 0;
    this.#isOpen = false;
    this.#offer = this.#offer && typedOn(this.#offer, before);
    this.render();
    if (before === this.#asked?.before) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      void this.ask(before);
    });
  }

  private mayShow(typed: boolean): boolean {
    const { editor } = this;
    const { before } = editor;
    if (!this.#ready || this.#composing || editor.hasSelection) return false;
    if (document.activeElement !== editor.field || !mayOffer(before, editor.after)) return false;
    // Who only moves the caret through a line does not want to be interrupted.
    if (!typed && !editor.isAtLineEnd) return false;
    if (this.#dismissed !== beforeWord(before)) this.#dismissed = undefined;
    return this.#dismissed === undefined;
  }

  private async ask(before: string): Promise<void> {
    const asked = { before, abort: new AbortController() };
    this.waitFor(asked);
    try {
      const options = { drafts: maxDrafts, tokens: 8, signal: asked.abort.signal };
      const completion = await this.engine.complete({ before }, options);
      if (this.#asked !== asked) return;
      this.waitFor(undefined);
      this.options.onCompletion(completion);
      this.#offer = renewed(this.#offer, offerOf(before, completion.drafts));
      this.render();
      this.announceOffer();
      if (this.options.mayLookAgain() && this.#offer !== undefined) this.#secondLook.plan(before);
    } catch (error) {
      if (this.#asked === asked) this.waitFor(undefined);
      if (error instanceof DOMException && error.name === 'AbortError') return;
      this.stop();
      this.options.onError(error);
    }
  }

  private lookedAgain(before: string, drafts: readonly Draft[]): void {
    // Who sees the drafts, or has begun to look through them, must find them where they were.
    if (this.#offer?.before !== before || this.#suggestions.isListed || this.#cycles > 0) return;
    const ghost = ghostOf(this.#offer);
    this.#offer = lookedAtAgain(this.#offer, drafts);
    this.render();
    if (ghostOf(this.#offer) !== ghost) this.announceOffer();
  }

  private waitFor(asked: Asked | undefined): void {
    this.#asked = asked;
    this.editor.field.toggleAttribute('data-asking', asked !== undefined);
  }

  private stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#asked?.abort.abort();
    this.#secondLook.cancel();
    this.waitFor(undefined);
    this.#offer = undefined;
    this.render();
    this.announce('');
  }

  private render(): void {
    const offer = this.#offer;
    if (offer === undefined) {
      this.editor.hideGhost();
      this.#suggestions.hide();
      return;
    }
    const box = this.editor.showGhost(ghostOf(offer).text);
    const needsList = this.#isOpen || this.#touch.matches || !box.isInline;
    // The hint would lie on the text that follows.
    const form = needsList ? 'list' : this.editor.after === '' ? 'hint' : 'none';
    this.#suggestions.show(offer, { box, form });
  }

  private get place(): string {
    const { value, selectionStart, selectionEnd } = this.editor.field;
    return `${selectionStart} ${selectionEnd} ${value}`;
  }

  private announceOffer(): void {
    const offer = this.#offer;
    if (offer === undefined) return;
    clearTimeout(this.#announcing);
    this.#announcing = setTimeout(() => {
      const others = offer.drafts.length - 1;
      this.announce(`Suggestion: ${ghostOf(offer).text.trim()}${others > 0 ? `; ${others} more` : ''}`);
    }, announceAfterMs);
  }

  private announce(text: string): void {
    clearTimeout(this.#announcing);
    this.#live.textContent = text;
  }
}
