import type { Page } from '@playwright/test';
import { type Started, start } from './browser.js';
import { seen } from './engine-document.js';
import { built, expect, test } from './extension-page.js';
import { stopServiceWorker } from './worlds.js';

/** A browser of its own for each test, since each takes a part of it away. */
async function within(run: (started: Started) => Promise<void>): Promise<void> {
  const started = await start(built('tests-chromium'));
  try {
    await run(started);
  } finally {
    await started.close();
  }
}

const ghost = (page: Page) => page.locator('foreword-overlay .ghost');

async function write(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/page/plain`);
  await page.locator('#field').click();
  await page.keyboard.type('Thank you for');
  await expect(ghost(page)).toHaveText(' your email and', { useInnerText: false });
}

test('drafts go on when the service worker is stopped, and it wakes for another page', async ({
  address,
}) => {
  await within(async ({ context, origin }) => {
    const page = await context.newPage();
    await write(page, address.url);
    await stopServiceWorker(context, origin);
    await page.bringToFront();
    await page.keyboard.press('Tab');
    await page.keyboard.type('. See you');
    await expect(ghost(page)).toHaveText(' on Monday', { useInnerText: false });
    await write(await context.newPage(), address.url);
    expect((await seen(context)).engines).toBe(1);
  });
});

test('a new document takes the place of one that was closed, and no letter is lost', async ({ address }) => {
  await within(async ({ context }) => {
    const page = await context.newPage();
    await write(page, address.url);
    const [worker] = context.serviceWorkers();
    await worker?.evaluate(() => chrome.offscreen.closeDocument());
    await page.keyboard.type(' your letter. See you');
    await expect(ghost(page)).toHaveText(' on Monday', { useInnerText: false });
    await page.keyboard.press('Tab');
    await expect(page.locator('#field')).toHaveValue('Thank you for your letter. See you on Monday');
    expect((await seen(context)).engines).toBe(1);
  });
});

test('after an update old scripts are silent, new ones serve the same page, and nothing is doubled', async ({
  address,
}) => {
  await within(async ({ context }) => {
    const errors: string[] = [];
    context.on('weberror', (error) => errors.push(error.error().message));
    const page = await context.newPage();
    await write(page, address.url);
    const [worker] = context.serviceWorkers();
    const again = context.waitForEvent('serviceworker');
    await worker
      ?.evaluate(() => {
        chrome.runtime.reload();
      })
      .catch(() => undefined);
    // Letters are the page's, whoever is there to see them.
    await page.keyboard.type(' the letters that nobody took');
    await expect(page.locator('#field')).toHaveValue('Thank you for the letters that nobody took');
    await again;
    // The page isn't loaded anew; whoever goes on in it has drafts again, once.
    await page.keyboard.type('. See you');
    await expect(ghost(page)).toHaveText(' on Monday', { useInnerText: false });
    await expect(page.locator('foreword-overlay')).toHaveCount(1);
    const before = await page.locator('#field').inputValue();
    await page.keyboard.press('Tab');
    await expect(page.locator('#field')).toHaveValue(`${before} on Monday`);
    await page.keyboard.press('Control+z');
    await expect(page.locator('#field')).toHaveValue(before);
    expect(errors).toEqual([]);
  });
});

test('a script whose extension is gone gives every key back', async ({ address }) => {
  await within(async ({ context }) => {
    const errors: string[] = [];
    context.on('weberror', (error) => errors.push(error.error().message));
    const page = await context.newPage();
    await write(page, address.url);
    const [worker] = context.serviceWorkers();
    // Uninstalled by itself: no new script comes.
    await worker?.evaluate(() => chrome.management.uninstallSelf()).catch(() => undefined);
    await expect(async () => {
      await page.keyboard.press('Shift');
      await expect(page.locator('foreword-overlay')).toHaveCount(0, { timeout: 1_000 });
    }).toPass();
    await page.keyboard.press('Tab');
    await expect(page.locator('#elsewhere')).toBeFocused();
    expect(errors).toEqual([]);
  });
});

test('the field that was asked last is served, in any of many tabs, by one engine', async ({ address }) => {
  await within(async ({ context }) => {
    const pages = await Promise.all(Array.from({ length: 8 }, () => context.newPage()));
    for (const page of pages) {
      await page.bringToFront();
      await write(page, address.url);
      await page.keyboard.press('Tab');
      await expect(page.locator('#field')).toHaveValue('Thank you for your email and');
    }
    expect((await seen(context)).engines).toBe(1);
  });
});
