import type { Draft } from 'foreword';
import type { Explained } from '../explainer.js';
import { type Binding, labelOf } from '../keys.js';
import { type Offer, ghostOf } from '../offer.js';
import { isRightToLeft, pieces, withoutBreaks } from '../words.js';
import { make } from './dom.js';
import type { ViewEvents } from './view.js';
import { Why } from './why.js';

/** Sources of words that are the writer's own, taken over from what they have written before. */
const ownSources: readonly string[] = ['phrases', 'copied'];

/** What the list is drawn for. */
export interface ListOptions {
  isTouch: boolean;
  /** The ghost stands at the caret, too. */
  isGhostDrawn: boolean;
  explained?: Explained | undefined;
}

/** All drafts of an offer, one in each row. Focus stays in the text. */
export class List {
  readonly element: HTMLElement;
  readonly #rows = make('div', 'options');
  readonly #why: Why | undefined;
  /** What the rows are of: they stay while a pointer is on them. */
  #drawn: { offer?: Offer; isTouch?: boolean; isGhostDrawn?: boolean } = {};

  constructor(
    private readonly keys: readonly Binding[],
    { onPick, onPoint, onExplain }: Pick<ViewEvents, 'onPick' | 'onPoint' | 'onExplain'>,
    /** Whether drafts can be explained. */
    isExplaining: boolean,
  ) {
    this.#rows.role = 'listbox';
    this.#rows.ariaLabel = 'Ways to go on';
    const explainKey = labelOf(keys, ({ kind }) => kind === 'explain');
    this.#why = isExplaining ? new Why(explainKey, onExplain) : undefined;
    this.element = make('div', 'suggestions', [this.#rows, ...(this.#why ? [this.#why.element] : [])]);
    this.element.hidden = true;
    const at = ({ target }: Event, use: (position: number) => void) => {
      const option = target instanceof Element ? target.closest('[role=option]') : null;
      if (option !== null) use([...this.#rows.children].indexOf(option));
    };
    this.#rows.addEventListener('click', (event) => {
      at(event, onPick);
    });
    // Not when a row comes to lie under a pointer at rest.
    this.#rows.addEventListener('pointermove', (event) => {
      at(event, onPoint);
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
  show(offer: Offer, { isTouch, isGhostDrawn, explained }: ListOptions): void {
    const drawn = this.#drawn;
    if (offer !== drawn.offer || isTouch !== drawn.isTouch || isGhostDrawn !== drawn.isGhostDrawn) {
      this.draw(offer, { isTouch, isGhostDrawn });
      this.#drawn = { offer, isTouch, isGhostDrawn };
    }
    for (const [position, draft] of offer.drafts.entries()) {
      this.#rows.children[position]?.toggleAttribute('data-explained', draft === explained?.draft);
    }
    this.#why?.show(offer, explained);
    this.element.hidden = false;
  }

  hide(): void {
    this.element.hidden = true;
    this.#rows.replaceChildren();
    this.#why?.clear();
    this.#drawn = {};
  }

  private draw(offer: Offer, { isTouch, isGhostDrawn }: Omit<ListOptions, 'explained'>): void {
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
        : make('span', 'draft', [
            make('span', 'draft-begun', begun),
            make('span', 'draft-rest', restOf(draft, rest)),
          ]);
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
    this.#rows.replaceChildren(...rows);
  }

  private label(position: number, isGhost: boolean): string {
    return labelOf(this.keys, (action) =>
      isGhost ? action.kind === 'accept' : action.kind === 'pick' && action.position === position,
    );
  }
}

/** A draft's words as they are drawn, with the writer's own marked. */
function restOf({ words }: Draft, rest: string): string | Node[] {
  const [first, ...others] = words.map(({ text, source }) => ({
    text: withoutBreaks(text),
    isOwn: ownSources.includes(source),
  }));
  const all = first === undefined ? [] : [{ ...first, text: first.text.trimStart() }, ...others];
  // Where a session gives no words, or others.
  if (
    all
      .map(({ text }) => text)
      .join('')
      .trimEnd() !== rest
  )
    return rest;
  return all.flatMap(({ text, isOwn }) => {
    const word = text.trim();
    if (!isOwn || word === '') return document.createTextNode(text);
    const [before = '', after = ''] = text.split(word);
    return [document.createTextNode(before), make('span', 'own', word), document.createTextNode(after)];
  });
}

/** A key's name, drawn and no part of the row's text: the name of an option is what it writes. */
function keyNamed(label: string): HTMLElement {
  const key = make('kbd', 'key');
  key.dataset['label'] = label;
  return key;
}
