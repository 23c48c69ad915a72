import { find, make } from './dom.js';
import type { Editor } from './editor.js';

const texts = [
  'Hi Sarah, thanks for your email. I just wanted to let you know that the meeting',
  'Dear Mr Novak, I am writing to ask whether',
  'Sorry I missed your call earlier, I was',
];

/** Beginnings to try, shown while the sheet is empty. */
export function offerStarters(editor: Editor): void {
  const box = find('.starters', HTMLElement);
  const buttons = texts.map((text) => {
    const button = make('button', 'starter', `${text}…`);
    button.setAttribute('type', 'button');
    button.addEventListener('click', () => editor.insert(text));
    return make('li', 'starters-item', [button]);
  });
  find('.starters-list', HTMLElement).replaceChildren(...buttons);
  const update = () => {
    box.hidden = editor.field.value !== '';
  };
  editor.field.addEventListener('input', update);
  update();
}
