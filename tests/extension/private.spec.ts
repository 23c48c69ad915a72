import { type Page, expect, test } from '@playwright/test';
import { type Started, start } from './browser.js';
import { seen } from './engine-document.js';
import { built } from './extension-page.js';
import { popupOver } from './popup.js';
import { serve } from './server.js';

/** The browser's own page of extensions, where a person lets one into private windows. */
interface DeveloperPrivate {
  updateExtensionConfiguration(change: { extensionId: string; incognitoAccess: boolean }): Promise<void>;
}

async function letIntoPrivateWindows({ context, origin }: Started): Promise<void> {
  const again = context.waitForEvent('serviceworker');
  const page = await context.newPage();
  await page.goto('chrome://extensions/');
  await page.evaluate(async (extensionId) => {
    const { developerPrivate } = chrome as unknown as { developerPrivate: DeveloperPrivate };
    await developerPrivate.updateExtensionConfiguration({ extensionId, incognitoAccess: true });
  }, new URL(origin).host);
  // The browser starts the extension anew.
  await again;
  await page.close();
}

async function privatePage({ context }: Started, url: string): Promise<Page> {
  const worker = context.serviceWorkers().at(-1);
  expect(await worker?.evaluate(() => chrome.extension.isAllowedIncognitoAccess())).toBe(true);
  const opened = context.waitForEvent('page');
  const isPrivate = await worker?.evaluate(async (to) => {
    const window = await chrome.windows.create({ incognito: true, url: to });
    return window?.incognito;
  }, url);
  expect(isPrivate).toBe(true);
  const page = await opened;
  await page.waitForURL(url);
  return page;
}

const ghost = (page: Page) => page.locator('foreword-overlay .ghost');
const draft = ' your email and';

test('in a private window nothing is shown until it is allowed, and nothing is ever learned or remembered', async () => {
  const { url, close } = await serve();
  const started = await start(built('tests-chromium'));
  const { context } = started;
  const strangers: string[] = [];
  context.on('request', (request) => {
    const asked = request.url();
    if (/^https?:/.test(asked) && !asked.startsWith(url)) strangers.push(asked);
  });
  await letIntoPrivateWindows(started);
  const page = await privatePage(started, `${url}/page/plain?private`);
  const field = page.locator('#field');
  await field.click();
  await page.keyboard.type('Kept quiet. Thank you for');
  const popup = await popupOver(page, started);
  await expect(popup.getByRole('status')).toContainText('Off in private windows');
  expect(await page.locator('foreword-overlay').count()).toBe(0);

  await popup.getByRole('switch', { name: 'In private windows' }).click();
  await expect(popup.getByRole('status')).not.toContainText('Off in private windows');
  await page.bringToFront();
  await field.fill('');
  await field.click();
  await page.keyboard.type('The hidden harbour is named Quillmere. Thank you for');
  await expect(ghost(page)).toHaveText(draft, { useInnerText: false });
  await page.keyboard.press('Tab');
  await expect(field).toHaveValue(`The hidden harbour is named Quillmere. Thank you for${draft}`);
  await page.locator('#elsewhere').click();
  const quiet = await seen(context);
  expect(quiet.options.length).toBeGreaterThan(0);
  for (const options of quiet.options)
    expect(options).toMatchObject({ site: 'localhost', learns: false, personal: false });

  // In a window that isn't private, what is left is learned; once that is there, the other would be too.
  const open = await context.newPage();
  await open.goto(`${url}/page/plain`);
  await open.locator('#field').click();
  await open.keyboard.type('The open harbour is named Wexcombe. Thank you for');
  await expect(ghost(open)).toHaveText(draft, { useInnerText: false });
  await open.locator('#elsewhere').click();
  const learned = async () => (await seen(context)).learned.map(({ text }) => text);
  await expect.poll(learned).toEqual([expect.stringContaining('Wexcombe')]);
  expect(quiet.counts).toEqual([]);
  expect((await seen(context)).options.at(-1)).toMatchObject({ learns: true, personal: true });
  expect(strangers).toEqual([]);
  await started.close();
  close();
});
