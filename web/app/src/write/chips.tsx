import { render } from 'preact';
import type { Offer } from 'foreword-field';
import { find } from '../dom.js';
import type { Drafts } from '../drafts/drafts.js';
import { type Observable, useObservable } from '../shell/observable.js';

/** Devices on which one writes with fingers. */
const fingers = matchMedia('(hover: none) and (pointer: coarse)');

/** Whether drafts stand above the keyboard on the screen instead of at the caret. */
export function usesChips(): boolean {
  return fingers.matches;
}

/** Draws the drafts above the keyboard. */
export function drawChips(drafts: Drafts): void {
  const box = find('.chips', HTMLElement);
  followKeyboard(box);
  render(
    <Chips
      offer={drafts.offer}
      onPick={(position) => {
        drafts.accept(position);
      }}
    />,
    box,
  );
  const show = () => {
    box.hidden = !usesChips() || drafts.offer.value === undefined;
  };
  drafts.offer.subscribe(show);
  fingers.addEventListener('change', show);
  show();
}

interface ChipsProps {
  offer: Observable<Offer | undefined>;
  onPick: (position: number) => void;
}

function Chips({ offer, onPick }: ChipsProps) {
  const { before, drafts } = useObservable(offer) ?? { before: '', drafts: [] };
  return (
    <ul class="chips-list" aria-label="Ways to go on">
      {drafts.map(({ text }, position) => (
        <li key={position}>
          <button
            type="button"
            class="chip"
            // The text keeps the focus, and with it the keyboard.
            onPointerDown={(event) => {
              event.preventDefault();
            }}
            onMouseDown={(event) => {
              event.preventDefault();
            }}
            onClick={() => {
              onPick(position);
            }}
          >
            <span class="chip-begun">{begunWord(before, text)}</span>
            {text.trim()}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The letters of the word under way, which a draft goes on with. */
export function begunWord(before: string, text: string): string {
  return /^[\p{L}\p{N}'’]/u.test(text) ? (/[\p{L}\p{N}'’-]*$/u.exec(before)?.[0] ?? '') : '';
}

/** Keeps an element right above the keyboard on the screen, which covers a part of the page. */
function followKeyboard(box: HTMLElement): void {
  const seen = window.visualViewport;
  if (seen === null) return;
  const place = () => {
    const covered = document.documentElement.clientHeight - seen.height - seen.offsetTop;
    box.style.setProperty('--covered', `${Math.max(0, Math.round(covered))}px`);
    box.dataset['keyboard'] = covered > 100 ? 'shown' : 'hidden';
  };
  seen.addEventListener('resize', place);
  seen.addEventListener('scroll', place);
  place();
}
