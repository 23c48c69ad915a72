import type { Page } from '@playwright/test';
import type { Started } from './browser.js';

/** The popup as a page of its own, over the tab that shows `page`. */
export async function popupOver(page: Page, { context, origin }: Started): Promise<Page> {
  const id = await context
    .serviceWorkers()
    .at(-1)
    ?.evaluate(async (url) => {
      const tabs = await chrome.tabs.query({});
      return tabs.findLast((one) => one.url === url)?.id;
    }, page.url());
  const popup = await context.newPage();
  await popup.goto(`${origin}/popup.html?tab=${id ?? 0}`);
  return popup;
}
