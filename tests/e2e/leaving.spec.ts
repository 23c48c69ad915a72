import type { Page } from '@playwright/test';
import { DeskPage, expect, test, withoutModel } from './app/desk.js';

/** Ways to leave a page in the moment after a key; each gives the page on which its owner comes back. */
const ways: Record<string, (page: Page) => Promise<Page>> = {
  reloaded: async (page) => {
    await page.reload();
    return page;
  },
  'left for another site': async (page) => {
    await page.goto('about:blank');
    return page;
  },
  closed: async (page) => {
    const context = page.context();
    await page.close({ runBeforeUnload: true });
    return context.newPage();
  },
};

const tries = 7;

test.describe('a new text is kept from its first letters on, however the page is', () => {
  for (const [way, leave] of Object.entries(ways)) {
    test(`${way}, ${tries} times`, async ({ desk, page }) => {
      let now = page;
      const texts: string[] = [];
      await desk.open();
      for (let at = 0; at < tries; at += 1) {
        const next = new DeskPage(now, desk.url);
        // The first is the page's own new text, and every other one a second new text of the same visit.
        if (at > 0) await now.getByRole('button', { name: 'New text' }).click();
        if (at % 2 === 1) {
          await now.keyboard.type(`Before ${way} ${at}`);
          texts.push(`Before ${way} ${at}`);
          await now.getByRole('button', { name: 'New text' }).click();
        }
        await next.text.focus();
        await now.keyboard.type(`Now ${way} ${at}`);
        texts.push(`Now ${way} ${at}`);
        now = await leave(now);
        const back = new DeskPage(now, desk.url);
        await back.open();
        await expect(back.text).toHaveValue(`Now ${way} ${at}`);
      }
      const list = now.locator('.shelf-item');
      await expect(list).toHaveCount(texts.length);
      for (const text of texts) await expect(list.filter({ hasText: text })).toHaveCount(1);
    });
  }
});

test('what is written in the moment in which the app opens is kept, once', async ({
  desk,
  page,
  browser,
}) => {
  await desk.open();
  await desk.write('The text of yesterday.');
  // As fast as the text field is there, on the very first visit and on a later one.
  const early = async (on: Page) => {
    await on.goto(`${desk.url}/?e2e`, { waitUntil: 'commit' });
    await on.getByRole('textbox', { name: 'Your text' }).pressSequentially('Quick');
    const opened = new DeskPage(on, desk.url);
    await opened.ready();
    await opened.saved();
    return opened;
  };
  const later = await early(page);
  await expect(later.text).toHaveValue('The text of yesterday.Quick');
  await expect(later.list).toHaveCount(1);
  const context = await browser.newContext({ serviceWorkers: 'block' });
  await withoutModel(context);
  const first = await early(await context.newPage());
  await expect(first.text).toHaveValue('Quick');
  await expect(first.list).toHaveCount(1);
  await context.close();
});
