import { type Binding, labelOf } from '../keys.js';
import type { Offer } from '../offer.js';
import { make, setText } from './dom.js';

/** The keys that take the ghost and exchange it, beneath the ghost; it says how many drafts there are. */
export class Hint {
  readonly #count = make('span', 'hint-count');
  readonly #more: HTMLElement;
  readonly element: HTMLElement;

  constructor(keys: readonly Binding[], onOpen: () => void) {
    const label = (kind: 'accept' | 'cycle') =>
      make(
        'kbd',
        '',
        labelOf(keys, (action) => action.kind === kind),
      );
    this.#more = make('span', 'hint-more', [label('cycle'), this.#count]);
    this.element = make('div', 'hint', [label('accept'), this.#more]);
    this.element.ariaHidden = 'true';
    this.element.hidden = true;
    this.element.addEventListener('pointermove', onOpen);
    this.element.addEventListener('click', onOpen);
  }

  show({ drafts, chosen }: Offer): void {
    this.#more.hidden = drafts.length === 1;
    setText(this.#count, `${chosen + 1}/${drafts.length}`);
    this.element.hidden = false;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
