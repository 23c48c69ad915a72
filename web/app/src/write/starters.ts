import { adapterFor } from 'foreword-field';
import type { DocumentKind } from '../documents/document.js';
import { find, make } from '../dom.js';

const texts: Record<DocumentKind, readonly string[]> = {
  mail: [
    'Hi Sarah, thanks for your email. I just wanted to let you know that the meeting',
    'Dear Mr Novak, I am writing to ask whether',
    'Sorry I missed your call earlier, I was',
  ],
  chat: ['Hey, are you still up for', 'Sorry, running a bit late. I will be there in', 'Thanks again for'],
  document: [
    'The purpose of this document is to',
    'Over the last three months the team has',
    'When I first came to this city, I thought that',
  ],
  note: ['Things to do before the end of the week:', 'In the meeting today we agreed to', 'Do not forget to'],
};

/** Beginnings to try, shown while the sheet is empty. Returns what shows those of a kind. */
export function offerStarters(field: HTMLTextAreaElement): (kind: DocumentKind) => void {
  const box = find('.starters', HTMLElement);
  const update = () => {
    box.hidden = field.textLength > 0;
  };
  field.addEventListener('input', update);
  return (kind) => {
    find('.starters-list', HTMLElement).replaceChildren(...texts[kind].map((text) => starter(field, text)));
    update();
  };
}

function starter(field: HTMLTextAreaElement, text: string): HTMLElement {
  const button = make('button', 'starter', `${text.replace(/:$/, '')}…`);
  button.setAttribute('type', 'button');
  button.addEventListener('click', () => adapterFor(field)?.insert(text));
  return make('li', 'starters-item', [button]);
}
