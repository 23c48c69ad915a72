import { find } from '../dom.js';
import type { App, ShowPage } from '../pages/page.js';
import { type PageName, pageNames, route } from './route.js';
import { tell } from './toasts.js';

/** Pages beside the one to write on; each is loaded when it is opened. */
const pages: Record<Exclude<PageName, 'write'>, () => Promise<{ show: ShowPage }>> = {
  voice: () => import('../pages/voice.js'),
  memory: () => import('../pages/memory.js'),
  speed: () => import('../pages/speed.js'),
  settings: () => import('../pages/settings.js'),
  welcome: () => import('../pages/welcome.js'),
};

const titles: Record<PageName, string> = {
  write: 'Foreword',
  voice: 'Voice – Foreword',
  memory: 'Memory – Foreword',
  speed: 'Speed – Foreword',
  settings: 'Settings – Foreword',
  welcome: 'Welcome – Foreword',
};

/** Shows the page that the address names. */
export function showPages(app: App): void {
  const box = find('.page', HTMLElement);
  let current: PageName = 'write';
  let leave: (() => void) | undefined;
  const show = async (isFirst: boolean) => {
    const { page } = route.value;
    markLinks(page);
    document.title = titles[page];
    document.documentElement.dataset['page'] = page;
    if (page === current) return;
    current = page;
    leave?.();
    leave = undefined;
    box.hidden = page === 'write';
    if (page === 'write') {
      find('.writing', HTMLElement).focus({ preventScroll: true });
      return;
    }
    try {
      const loaded = await pages[page]();
      if (route.value.page !== page) return;
      leave = loaded.show(box, app);
      window.scrollTo({ top: 0 });
      // Who reads by ear is told where they are; who has just opened the app is left alone.
      if (!isFirst) box.focus({ preventScroll: true });
    } catch (error) {
      refuse(error);
    }
  };
  route.subscribe(() => void show(false));
  void show(true);
  offerHelp(app);
}

/** `?` opens a sheet with all keys, where nothing is being written. Pages that are drawn bring their own. */
function offerHelp(app: App): void {
  const box = document.createElement('div');
  document.body.append(box);
  let close: (() => void) | undefined;
  document.addEventListener('keydown', ({ key, ctrlKey, altKey, metaKey, target }) => {
    const isWriting = target instanceof Element && target.matches('input, textarea, select');
    if (key !== '?' || ctrlKey || altKey || metaKey || isWriting || route.value.page !== 'write') return;
    import('../pages/write-help.js').then((help) => {
      close?.();
      close = help.show(box, app);
    }, refuse);
  });
  route.subscribe(() => {
    close?.();
    close = undefined;
  });
}

function markLinks(page: PageName): void {
  for (const name of pageNames) {
    const link = document.querySelector(`.nav-link[data-page=${name}]`);
    if (name === page) link?.setAttribute('aria-current', 'page');
    else link?.removeAttribute('aria-current');
  }
}

/** The server has a newer version, and no longer this one's parts. */
function refuse(error: unknown): void {
  tell({
    kind: 'error',
    text: `This page can’t be loaded: ${error instanceof Error ? error.message : String(error)}.`,
    actions: [
      {
        name: 'Reload',
        run: () => {
          location.reload();
        },
      },
    ],
  });
}
