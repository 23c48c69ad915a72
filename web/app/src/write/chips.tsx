import { type ComponentType, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Offer } from 'foreword-field';
import { find } from '../dom.js';
import type { Drafts } from '../drafts/drafts.js';
import { useObservable } from '../shell/observable.js';

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
  render(<Chips drafts={drafts} />, box);
  const show = () => {
    box.hidden = !usesChips() || drafts.offer.value === undefined;
  };
  drafts.offer.subscribe(show);
  fingers.addEventListener('change', show);
  show();
}

/** The text keeps the focus, and with it the keyboard. */
const keepsFocus = {
  onPointerDown: (event: Event) => {
    event.preventDefault();
  },
  onMouseDown: (event: Event) => {
    event.preventDefault();
  },
};

function Chips({ drafts }: { drafts: Drafts }) {
  const offer = useObservable(drafts.offer);
  const [Why, setWhy] = useState<ComponentType<{ drafts: Drafts; offer: Offer }>>();
  const isOffered = offer !== undefined;
  useEffect(() => {
    if (!isOffered) setWhy(undefined);
  }, [isOffered]);
  if (offer === undefined) return null;
  return (
    <>
      {Why && <Why drafts={drafts} offer={offer} />}
      <ul class="chips-list" aria-label="Ways to go on">
        {offer.drafts.map(({ text }, position) => (
          <li key={position}>
            <button
              type="button"
              class="chip"
              dir="auto"
              {...keepsFocus}
              onClick={() => {
                drafts.accept(position);
              }}
            >
              <span class="chip-begun">{begunWord(offer.before, text)}</span>
              {text.trim()}
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            class="chip chip-why"
            aria-expanded={Why !== undefined}
            {...keepsFocus}
            onClick={() => {
              if (Why) setWhy(undefined);
              else
                void import('./chips-why.js').then(({ ChipsWhy }) => {
                  setWhy(() => ChipsWhy);
                });
            }}
          >
            Why?
          </button>
        </li>
      </ul>
    </>
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
