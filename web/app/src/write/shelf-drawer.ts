import { find } from '../dom.js';
import { keep } from '../shell/kept.js';

/** Where the list of documents doesn't fit beside the text it is a drawer over it. */
const narrow = '(max-width: 64rem)';

/** Opens and closes the list of documents. */
export function openShelf(): { close: () => void } {
  const button = find('.shelf-open', HTMLButtonElement);
  const shelf = find('.shelf', HTMLElement);
  const { dataset } = document.documentElement;
  const media = matchMedia(narrow);
  const isOpen = () => (media.matches ? dataset['drawer'] === 'open' : dataset['shelf'] === 'open');
  const update = () => {
    button.setAttribute('aria-expanded', String(isOpen()));
  };
  const closeDrawer = () => {
    delete dataset['drawer'];
    update();
  };
  button.addEventListener('click', () => {
    if (media.matches) {
      if (isOpen()) delete dataset['drawer'];
      else dataset['drawer'] = 'open';
    } else {
      dataset['shelf'] = isOpen() ? 'closed' : 'open';
      keep({ shelf: isOpen() ? 'open' : 'closed' });
    }
    update();
    if (isOpen()) shelf.querySelector<HTMLElement>('button')?.focus();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (dataset['drawer'] !== 'open' || !(target instanceof Node)) return;
    if (!shelf.contains(target) && !button.contains(target)) closeDrawer();
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || dataset['drawer'] !== 'open') return;
    closeDrawer();
    button.focus();
  });
  media.addEventListener('change', closeDrawer);
  update();
  return { close: closeDrawer };
}
