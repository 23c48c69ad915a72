import type { Draft } from 'foreword';
import { find, make } from './dom.js';
import type { CaretBox } from './editor.js';
import { likelihoods, pieces } from './text.js';

/** Width the list needs at least; the caret moves out of its way near the right edge. */
const minWidth = 300;

/** The list of drafts under the caret. Focus stays in the text. */
export class Suggestions {
  readonly #list = find('.suggestions', HTMLElement);
  readonly #sheet = find('.sheet', HTMLElement);
  #drafts: readonly Draft[] = [];
  #chosen = 0;

  /** @param onPick - Called with the position of a draft that was clicked. */
  constructor(onPick: (position: number) => void) {
    // On press rather than on click, and prevented: otherwise the text loses focus and selection.
    this.#list.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      const row = event.target instanceof Element ? event.target.closest('[role=option]') : null;
      if (row !== null) onPick([...this.#list.children].indexOf(row));
    });
  }

  get drafts(): readonly Draft[] {
    return this.#drafts;
  }

  /** Position of the draft that Tab takes. */
  get chosen(): number {
    return this.#chosen;
  }

  show(drafts: readonly Draft[], before: string, caret: CaretBox): void {
    if (drafts.length === 0) {
      this.hide();
      return;
    }
    this.#drafts = drafts;
    this.#chosen = 0;
    const likely = likelihoods(drafts);
    this.#list.replaceChildren(
      ...drafts.map((draft, position) => row({ draft, before, position, likelihood: likely[position] ?? 0 })),
    );
    const room = Math.max(0, this.#sheet.clientWidth - minWidth);
    this.#list.style.setProperty('--left', `${Math.min(caret.left, room)}px`);
    this.#list.style.setProperty('--top', `${caret.top + caret.height}px`);
    this.#list.hidden = false;
    this.mark();
  }

  hide(): void {
    this.#drafts = [];
    this.#list.hidden = true;
    this.#list.replaceChildren();
  }

  /** Moves the choice by `step` rows, around the ends. */
  move(step: number): void {
    this.#chosen = (this.#chosen + step + this.#drafts.length) % this.#drafts.length;
    this.mark();
  }

  private mark(): void {
    for (const [position, option] of [...this.#list.children].entries()) {
      const chosen = position === this.#chosen;
      option.setAttribute('aria-selected', String(chosen));
      const key = option.querySelector('.key');
      if (key !== null) key.textContent = chosen ? 'Tab' : `Alt ${position + 1}`;
    }
  }
}

interface Row {
  draft: Draft;
  before: string;
  position: number;
  /** Above 0, at most 1. */
  likelihood: number;
}

function row({ draft, before, position, likelihood }: Row): HTMLElement {
  const { begun, rest } = pieces(before, draft.text);
  const text = make('span', 'draft', [make('span', 'draft-begun', begun), make('span', 'draft-rest', rest)]);
  const key = make('kbd', 'key');
  const chance = make('span', 'chance');
  chance.style.setProperty('--likelihood', String(likelihood));
  const option = make('div', 'option', [text, chance, key]);
  option.id = `suggestion-${position}`;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-label', `${begun}${rest}`);
  return option;
}
