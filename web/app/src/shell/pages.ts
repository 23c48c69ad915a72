import { find } from '../dom.js';
import { Settings } from '../settings.js';
import type { WritePage } from '../write/write.js';
import { go, pageNames, route } from './route.js';

/** Shows the page that the address names. */
export function showPages({ drafts, desk }: WritePage): void {
  const settings = new Settings({
    choices: drafts.choices,
    fixed: drafts.fixed,
    onChange: (choices) => {
      drafts.change(choices);
    },
    onTest: () => drafts.engine.testBackends(),
  });
  drafts.backend.subscribe((status) => {
    if (status !== undefined) settings.show(status);
  });
  find('.settings', HTMLDialogElement).addEventListener('close', () => {
    if (route.value.page === 'settings') go({ page: 'write', part: desk.document.value.id });
  });
  const show = () => {
    const { page } = route.value;
    for (const name of pageNames) {
      const link = find(`.nav-link[data-page=${name}]`, HTMLElement);
      if (name === page) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    if (page === 'settings') find('.settings', HTMLDialogElement).showModal();
  };
  route.subscribe(show);
  show();
}
