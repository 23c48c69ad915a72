import type { Page } from '@playwright/test';
import type { Started } from './browser.js';
import { expect, test } from './extension-page.js';
import { popupOver } from './popup.js';
import { inOurWorld } from './worlds.js';

const ghost = (page: Page) => page.locator('foreword-overlay .ghost');

async function clear({ context }: Started): Promise<void> {
  await context.serviceWorkers()[0]?.evaluate(async () => {
    await chrome.storage.local.clear();
    await chrome.storage.session.clear();
  });
}

// One browser has one set of settings.
test.describe.configure({ mode: 'serial' });

test.beforeEach(({ started }) => clear(started));
test.afterAll(({ started }) => clear(started));

for (const { switched, title } of [
  { switched: 'Drafts', title: 'Off' },
  { switched: 'On localhost', title: 'Off on this site' },
  { switched: 'In this tab', title: 'Paused in this tab' },
]) {
  test(`“${switched}” switched off: nothing is in the page, and back on it serves the same field`, async ({
    tab,
    started,
    address,
  }) => {
    const { page } = tab;
    await page.goto(`${address.url}/page/plain?${switched.length}`);
    const popup = await popupOver(tab.page, started);
    await popup.getByRole('switch', { name: switched }).click();
    await expect(popup.getByRole('status')).toContainText(title);
    await page.bringToFront();
    await page.locator('#field').click();
    await page.keyboard.type('Thank you for');
    await expect.poll(() => inOurWorld(page, 'typeof forewordLoader')).toBe('boolean');
    expect(await inOurWorld(page, 'typeof forewordField')).toBe('undefined');
    expect(await page.locator('foreword-overlay').count()).toBe(0);
    await popup.bringToFront();
    await popup.getByRole('switch', { name: switched }).click();
    await expect(popup.getByRole('status')).not.toContainText(title);
    await page.bringToFront();
    await page.keyboard.type(' your');
    await expect(ghost(page)).toHaveText(' email and', { useInnerText: false });
    await popup.close();
  });
}

test('a pause begins and ends at once, and is told in words', async ({ tab, started, address }) => {
  const { page } = tab;
  await page.goto(`${address.url}/page/plain`);
  await page.locator('#field').click();
  await page.keyboard.type('Thank you for');
  await expect(ghost(page)).toHaveText(' your email and', { useInnerText: false });
  const popup = await popupOver(tab.page, started);
  await expect(popup.getByRole('status')).toContainText('On in this field');
  for (const length of ['15 min', '1 hour', 'Until restart']) {
    await popup.getByRole('button', { name: length }).click();
    await expect(popup.getByRole('status')).toContainText('Paused');
    await page.bringToFront();
    await expect(page.locator('foreword-overlay')).toHaveCount(0);
    await popup.getByRole('button', { name: 'Go on now' }).click();
    await expect(popup.getByRole('status')).not.toContainText('Paused');
  }
  await page.bringToFront();
  await page.keyboard.type(' your');
  await expect(ghost(page)).toHaveText(' email and', { useInnerText: false });
  await popup.close();
});

test('one word at a time', async ({ tab, started, address }) => {
  const { page } = tab;
  await page.goto(`${address.url}/page/plain`);
  const popup = await popupOver(tab.page, started);
  await popup.getByRole('switch', { name: 'One word at a time' }).click();
  await expect(popup.getByRole('switch', { name: 'One word at a time' })).toBeChecked();
  await page.bringToFront();
  await page.locator('#field').click();
  await page.keyboard.type('Thank you for');
  await expect(ghost(page)).toHaveText(' your', { useInnerText: false });
  await popup.close();
});

test('the popup says why a field is silent', async ({ tab, started, address }) => {
  const { page } = tab;
  await page.goto(`${address.url}/page/plain`);
  const popup = await popupOver(tab.page, started);
  const status = popup.getByRole('status');
  await expect(status).toContainText('Ready');
  await page.evaluate(() => {
    document.body.innerHTML =
      '<input type="password"><div class="monaco-editor"><textarea></textarea></div><input name="city">';
  });
  await page.locator('input[type=password]').focus();
  await expect(status).toContainText('never read');
  await page.locator('.monaco-editor textarea').focus();
  await expect(status).toContainText('Not supported here');
  await page.locator('input[name=city]').focus();
  await expect(status).toContainText('Nothing is learned here');
  await popup.close();
});
