import type { Draft } from 'foreword';
import { find, make } from './dom.js';
import type { GhostBox } from './editor.js';
import { type Offer, ghostOf } from './offer.js';
import { pieces } from './text.js';

/** Width the list needs at least; the caret moves out of its way near the edge. */
const minWidth = 300;

/** The drafts beneath the ghost: a hint that there are more, or all of them as a list. Focus stays in the text. */
export class Suggestions {
  readonly #list = find('.suggestions', HTMLElement);
  readonly #hint = find('.hint', HTMLElement);
  readonly #count = find('.hint-count', HTMLElement);
  readonly #sheet = find('.sheet', HTMLElement);

  /** `onPick` is called with the position of a draft that was clicked, `onOpen` when the pointer asks for the list. */
  constructor({ onPick, onOpen }: { onPick: (position: number) => void; onOpen: () => void }) {
    for (const part of [this.#list, this.#hint]) {
      // Prevented: otherwise the text loses focus and selection.
      part.addEventListener('pointerdown', (event) => {
        event.preventDefault();
      });
    }
    this.#list.addEventListener('click', ({ target }) => {
      const option = target instanceof Element ? target.closest('[role=option]') : null;
      if (option !== null) onPick([...this.#list.children].indexOf(option));
    });
    this.#hint.addEventListener('pointermove', onOpen);
    this.#hint.addEventListener('click', onOpen);
  }

  /** @param options.form - All drafts, or only a hint, or nothing beneath the ghost. */
  show(offer: Offer, { box, form }: { box: GhostBox; form: 'list' | 'hint' | 'none' }): void {
    this.#list.hidden = form !== 'list';
    this.#hint.hidden = form !== 'hint';
    if (form === 'list') {
      const best = Math.max(...offer.drafts.map(({ confidence }) => confidence));
      const ghost = ghostOf(offer);
      this.#list.replaceChildren(
        ...offer.drafts.map((draft, position) =>
          row({
            draft,
            position,
            before: offer.before,
            share: draft.confidence / best,
            isGhost: draft === ghost,
          }),
        ),
      );
    }
    const { drafts, chosen } = offer;
    this.#count.textContent = drafts.length > 1 ? `${chosen + 1}/${drafts.length}` : '';
    this.#hint.dataset['count'] = String(drafts.length);
    this.place(form === 'list' ? this.#list : this.#hint, box);
  }

  /** All drafts are on screen. */
  get isListed(): boolean {
    return !this.#list.hidden;
  }

  hide(): void {
    this.#hint.hidden = true;
    this.#list.hidden = true;
    this.#list.replaceChildren();
  }

  private place(part: HTMLElement, { left, bottom, isRightToLeft }: GhostBox): void {
    const width = this.#sheet.clientWidth;
    const room = Math.max(0, width - minWidth);
    part.style.setProperty('--top', `${bottom}px`);
    part.style.setProperty('--start', `${Math.min(isRightToLeft ? width - left : left, room)}px`);
    part.dataset['side'] = isRightToLeft ? 'right' : 'left';
  }
}

interface Row {
  draft: Draft;
  before: string;
  position: number;
  /** How likely it is compared with the likeliest, 0 to 1. */
  share: number;
  isGhost: boolean;
}

function row({ draft, before, position, share, isGhost }: Row): HTMLElement {
  const { begun, rest } = pieces(before, draft.text);
  const text = make('span', 'draft', [make('span', 'draft-begun', begun), make('span', 'draft-rest', rest)]);
  text.dir = 'auto';
  const chance = make('span', 'chance');
  chance.style.setProperty('--likelihood', String(share));
  const key = make('kbd', 'key', isGhost ? 'Tab' : `Alt ${position + 1}`);
  const option = make('div', 'option', [text, chance, key]);
  option.id = `suggestion-${position}`;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-label', `${begun}${rest}`);
  option.setAttribute('aria-selected', String(isGhost));
  return option;
}
