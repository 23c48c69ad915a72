import type { Page } from '@playwright/test';
import { rmSync } from 'node:fs';
import { type Started, newProfile, start } from './browser.js';
import { seen } from './engine-document.js';
import { built, expect, test } from './extension-page.js';
import { popupOver } from './popup.js';
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

test('the browser’s end leaves what was set, and takes what was said to last until then', async ({
  address,
}) => {
  const profile = newProfile();
  const stored = async ({ context }: Started, change?: object) => {
    const worker = context.serviceWorkers().at(-1);
    if (change !== undefined) await worker?.evaluate((sites) => chrome.storage.local.set({ sites }), change);
    return worker?.evaluate(() => chrome.storage.local.get('sites'));
  };
  const first = await start(built('tests-chromium'), profile);
  const isWelcome = (page: Page) => page.url().includes('#welcome');
  await expect.poll(() => first.context.pages().some(isWelcome)).toBe(true);
  await first.context.pages().find(isWelcome)?.getByRole('button', { name: 'Skip' }).click();
  const sites = { offSites: ['127.0.0.1'], idleMinutes: 60 };
  await stored(first, sites);
  await first.context
    .serviceWorkers()
    .at(-1)
    ?.evaluate(() => chrome.storage.session.set({ isPausedUntilRestart: true }));
  const paused = await first.context.newPage();
  await paused.goto(`${address.url}/page/plain`);
  await paused.locator('#field').click();
  await paused.keyboard.type('Thank you for');
  const popup = await popupOver(paused, first);
  await expect(popup.getByRole('status')).toContainText('Paused');
  expect(await paused.locator('foreword-overlay').count()).toBe(0);
  await first.close();

  const second = await start(built('tests-chromium'), profile);
  try {
    await write(await second.context.newPage(), address.url);
    expect(await stored(second)).toEqual({ sites });
    const off = await second.context.newPage();
    await off.goto(`${address.other}/page/plain`);
    await off.locator('#field').click();
    await expect((await popupOver(off, second)).getByRole('status')).toContainText('Off on this site');
    // The first run isn't shown twice.
    expect(second.context.pages().filter(isWelcome)).toHaveLength(0);
  } finally {
    await second.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
