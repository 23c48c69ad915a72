import { type Binding, labelOf } from '../keys.js';
import { type Offer, ghostOf } from '../offer.js';
import { isRightToLeft, pieces } from '../words.js';
import { make } from './dom.js';

/** All drafts of an offer, one in each row. Focus stays in the text. */
export class List {
  readonly element = make('div', 'suggestions');

  constructor(
    private readonly keys: readonly Binding[],
    /** Called with the position of the draft that was clicked. */
    onPick: (position: number) => void,
  ) {
    this.element.role = 'listbox';
    this.element.ariaLabel = 'Ways to go on';
    this.element.hidden = true;
    this.element.addEventListener('click', ({ target }) => {
      const option = target instanceof Element ? target.closest('[role=option]') : null;
      if (option !== null) onPick([...this.element.children].indexOf(option));
    });
  }

  /** Distance of the rows' text from the list's side on which it begins, in pixels. */
  get inset(): number {
    const text = this.element.querySelector('.draft');
    if (text === null) return 0;
    const [list, row] = [this.element, text].map((part) => part.getBoundingClientRect());
    if (list === undefined || row === undefined) return 0;
    return this.element.dir === 'rtl' ? list.right - row.right : row.left - list.left;
  }

  /**
   * Fingers get rows that are high enough, no names of keys, and, in the place of the draft that stands at the caret
   * anyway, a row that takes it.
   */
  show(offer: Offer, { isTouch, isGhostDrawn }: { isTouch: boolean; isGhostDrawn: boolean }): void {
    this.element.dataset['for'] = isTouch ? 'fingers' : 'keys';
    const best = Math.max(...offer.drafts.map(({ confidence }) => confidence));
    const ghost = ghostOf(offer);
    // The rows begin where the ghost does.
    this.element.dir = isRightToLeft(ghost.text) ? 'rtl' : 'ltr';
    const rows = offer.drafts.map((draft, position) => {
      const { begun, rest } = pieces(offer.before, draft.text);
      const isTaking = isTouch && isGhostDrawn && draft === ghost;
      const text = isTaking
        ? make('span', 'draft-take', 'Take it')
        : make('span', 'draft', [make('span', 'draft-begun', begun), make('span', 'draft-rest', rest)]);
      text.dir = 'auto';
      const chance = make('span', 'chance');
      chance.style.setProperty('--likelihood', String(best > 0 ? draft.confidence / best : 0));
      const key = isTouch ? [] : [keyNamed(this.label(position, draft === ghost))];
      const option = make('div', 'option', [text, chance, ...key]);
      option.role = 'option';
      option.ariaLabel = isTaking ? `Take it: ${begun}${rest}` : `${begun}${rest}`;
      option.ariaSelected = String(draft === ghost);
      return option;
    });
    this.element.replaceChildren(...rows);
    this.element.hidden = false;
  }

  hide(): void {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  private label(position: number, isGhost: boolean): string {
    return labelOf(this.keys, (action) =>
      isGhost ? action.kind === 'accept' : action.kind === 'pick' && action.position === position,
    );
  }
}

/** A key's name, drawn and no part of the row's text: the name of an option is what it writes. */
function keyNamed(label: string): HTMLElement {
  const key = make('kbd', 'key');
  key.dataset['label'] = label;
  return key;
}
