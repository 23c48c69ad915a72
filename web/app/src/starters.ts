import { adapterFor } from 'foreword-field';
import { find, make } from './dom.js';

const texts = [
  'Hi Sarah, thanks for your email. I just wanted to let you know that the meeting',
  'Dear Mr Novak, I am writing to ask whether',
  'Sorry I missed your call earlier, I was',
];

/** Beginnings to try, shown while the sheet is empty. */
export function offerStarters(field: HTMLTextAreaElement): void {
  const box = find('.starters', HTMLElement);
  const buttons = texts.map((text) => {
    const button = make('button', 'starter', `${text}…`);
    button.setAttribute('type', 'button');
    button.addEventListener('click', () => adapterFor(field)?.insert(text));
    return make('li', 'starters-item', [button]);
  });
  find('.starters-list', HTMLElement).replaceChildren(...buttons);
  const update = () => {
    box.hidden = field.textLength > 0;
  };
  field.addEventListener('input', update);
  // A text that was restored comes without an event of its own.
  window.addEventListener('pageshow', update);
  update();
}
