import type { Page } from '@playwright/test';
import { expect, test } from './app/desk.js';

test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 700 } });

/** Has an input method compose `text` letter by letter, as the keyboards of phones do. */
async function compose(page: Page, text: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (let length = 1; length <= text.length; length += 1) {
    await session.send('Input.imeSetComposition', {
      text: text.slice(0, length),
      selectionStart: length,
      selectionEnd: length,
    });
  }
  await session.detach();
}

test.beforeEach(async ({ desk }) => {
  await desk.open();
});

test('drafts are chips at the foot of the window, and a tap takes one', async ({ desk, page }) => {
  // Above the beginnings that are offered.
  await desk.text.tap({ position: { x: 60, y: 30 } });
  await page.keyboard.type('Thank you for your');
  await expect(desk.chips.filter({ hasNotText: 'Why?' })).toHaveText([
    'help with the report.',
    'patience.',
    'time and for the tea.',
  ]);
  await expect(page.getByRole('option')).toHaveCount(0);
  const box = await desk.chips.first().boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(44);
  await desk.chips.nth(1).tap();
  await expect(desk.text).toHaveValue('Thank you for your patience.');
  await expect(desk.text).toBeFocused();
  await expect(page.locator('.chips')).toBeHidden();
});

test('beside the chips stands why they are as they are', async ({ desk, page }) => {
  await desk.text.tap({ position: { x: 60, y: 30 } });
  await page.keyboard.type('Thank you for your');
  const why = page.getByRole('button', { name: 'Why?' });
  await why.tap();
  const parts = page.getByRole('region', { name: 'Why these words' }).locator('.why-part');
  await expect(parts).toHaveText([
    'help with the report.model',
    'patience.model',
    'time and for the tea.model',
  ]);
  await expect(desk.text).toBeFocused();
  await page.keyboard.type(' p');
  await expect(parts).toHaveText(['atience.model']);
  await why.tap();
  await expect(parts).toHaveCount(0);
  await why.tap();
  await expect(parts).toHaveCount(1);
  await desk.chips.first().tap();
  await expect(desk.text).toHaveValue('Thank you for your patience.');
  await expect(parts).toHaveCount(0);
});

test('a chip ends a composition, and the keyboard goes on behind it', async ({ desk, page }) => {
  // Above the beginnings that are offered.
  await desk.text.tap({ position: { x: 60, y: 30 } });
  await compose(page, 'Tha');
  await expect(desk.chips.first()).toHaveText('Thank you for your help with the report.');
  await desk.chips.first().tap();
  await expect(desk.text).toHaveValue('Thank you for your help with the report.');
  await expect(desk.text).toBeFocused();
  await compose(page, ' More');
  await expect(desk.text).toHaveValue('Thank you for your help with the report. More');
});

test('the list of documents is a drawer, and nothing is wider than the window', async ({ desk, page }) => {
  await desk.text.fill('A note to keep.');
  await desk.saved();
  await page.getByRole('button', { name: 'Documents' }).tap();
  await expect(desk.list.first()).toContainText('A note to keep.');
  await desk.list.first().getByRole('button').first().tap();
  await expect(desk.list.first()).toBeHidden();
  for (const name of ['Voice', 'Memory', 'Speed', 'Settings', 'Write']) {
    await page.getByRole('link', { name, exact: true }).tap();
    await expect(page.getByRole('heading').first()).toBeAttached();
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(tooWide, name).toBeLessThanOrEqual(0);
  }
});
