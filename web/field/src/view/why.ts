import type { Explained } from '../explainer.js';
import type { Offer } from '../offer.js';
import { pieces, withoutBreaks } from '../words.js';
import { make } from './dom.js';

/** The foot of the list: what asks why a draft is as it is, and in its place the answer. */
export class Why {
  readonly element = make('div', 'why');
  readonly #ask: HTMLElement;

  constructor(label: string, onAsk: () => void) {
    const key = make('kbd', 'key');
    key.dataset['label'] = label;
    this.#ask = make('button', 'why-ask', [document.createTextNode('Why these words?'), key]);
    this.#ask.setAttribute('type', 'button');
    // The keyboard has a key of its own; the focus stays in the text.
    this.#ask.tabIndex = -1;
    this.#ask.addEventListener('click', onAsk);
  }

  /** Nothing that was said stays where nobody sees it. */
  clear(): void {
    this.element.replaceChildren();
  }

  show({ before }: Offer, explained: Explained | undefined): void {
    if (explained === undefined) {
      if (this.#ask.parentNode !== this.element) this.element.replaceChildren(this.#ask);
      return;
    }
    const { draft, explanation } = explained;
    // What was said of another draft stays until this one's is there, so that nothing jumps.
    if (explanation === undefined) return;
    const { begun } = pieces(before, draft.text);
    const parts = explanation.parts.map(({ text, source, isOwn }, at) => {
      const words = make('span', 'why-words', `${at === 0 ? begun : ''}${withoutBreaks(text).trim()}`);
      words.dir = 'auto';
      const part = make('span', 'why-part', [words, make('span', 'why-source', source)]);
      if (isOwn) part.dataset['own'] = '';
      return part;
    });
    const notes = explanation.notes.map((note) => {
      const line = make('p', 'why-note', note);
      line.dir = 'auto';
      return line;
    });
    this.element.replaceChildren(make('div', 'why-parts', parts), ...notes);
  }
}
