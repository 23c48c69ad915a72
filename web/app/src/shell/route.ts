import { Observable } from './observable.js';

/** Pages of the app. */
export const pageNames = ['write', 'voice', 'memory', 'speed', 'settings', 'welcome'] as const;
export type PageName = (typeof pageNames)[number];

/** What the address says is to be seen. */
export interface Route {
  page: PageName;
  /** What of the page: of Write, the document's id. */
  part: string;
}

/** `#/write/ID` → page and part; the page to write for everything that isn't known. */
export function routeOf(hash: string): Route {
  const [, name, part = ''] = /^#\/([a-z]+)(?:\/([\w-]*))?/.exec(hash) ?? [];
  const page = pageNames.find((known) => known === name) ?? 'write';
  return { page, part: page === name ? part : '' };
}

export function hashOf({ page, part }: Route): string {
  return part === '' ? `#/${page}` : `#/${page}/${part}`;
}

/** Where the app is. */
export const route = new Observable<Route>(routeOf(location.hash));

window.addEventListener('popstate', follow);
window.addEventListener('hashchange', follow);

/** Goes to another place, with a step in the browser's history unless `isSame` place under another name. */
export function go(to: Route, options: { isSame?: boolean } = {}): void {
  const hash = hashOf(to);
  if (hash !== location.hash) {
    if (options.isSame === true) history.replaceState(null, '', hash);
    else history.pushState(null, '', hash);
  }
  follow();
}

function follow(): void {
  const to = routeOf(location.hash);
  const { page, part } = route.value;
  if (to.page !== page || to.part !== part) route.value = to;
}
