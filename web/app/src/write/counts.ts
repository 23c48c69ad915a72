import type { DraftCounts } from 'foreword';
import { countWords } from '../documents/document.js';
import { find } from '../dom.js';
import { savedKeys } from '../drafts/counter.js';
import type { Observable } from '../shell/observable.js';

/** The words of a long text aren't counted at every key. */
const afterMs = 250;

/** Shows how many words there are, and how many keys were saved today. */
export function showCounts({
  field,
  today,
}: {
  field: HTMLTextAreaElement;
  today: Observable<DraftCounts>;
}): void {
  const line = find('.counts', HTMLElement);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = () => {
    const { selectionStart, selectionEnd, value } = field;
    const selected = selectionEnd > selectionStart ? value.slice(selectionStart, selectionEnd) : undefined;
    line.textContent = countsText(
      countWords(selected ?? value),
      savedKeys(today.value),
      selected !== undefined,
    );
  };
  const plan = () => {
    clearTimeout(timer);
    timer = setTimeout(show, afterMs);
  };
  for (const type of ['input', 'foreword-shown', 'select']) field.addEventListener(type, plan);
  document.addEventListener('selectionchange', () => {
    if (document.activeElement === field) plan();
  });
  today.subscribe(plan);
  show();
}

/** `"128 words · 42 keystrokes saved today"` */
export function countsText(words: number, saved: number, isSelection = false): string {
  const counted = `${words} ${words === 1 ? 'word' : 'words'}${isSelection ? ' selected' : ''}`;
  return saved === 0
    ? counted
    : `${counted} · ${saved} ${saved === 1 ? 'keystroke' : 'keystrokes'} saved today`;
}
