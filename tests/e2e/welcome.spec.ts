import { expect, test } from './app/desk.js';

test('who comes for the first time is shown round, once, and can try it', async ({ desk, page }) => {
  await page.goto(desk.url);
  const steps = page.getByRole('region', { name: 'First steps' });
  await expect(steps).toBeVisible();
  await steps.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('textbox', { name: 'A text to try' })).toBeFocused();
  await steps.getByRole('button', { name: 'Skip' }).click();
  await expect(desk.text).toBeFocused();
  await page.goto('about:blank');
  await page.goto(desk.url);
  await page.waitForFunction(() => performance.getEntriesByName('foreword-writable').length > 0);
  await expect(desk.text).toBeVisible();
  await expect(steps).toHaveCount(0);
});

test('a question mark shows all keys, unless it is written', async ({ desk, page }) => {
  await desk.open();
  await desk.text.fill('Why');
  await desk.text.press('Control+End');
  await page.keyboard.type('?');
  await expect(desk.text).toHaveValue('Why?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await expect(sheet).toHaveCount(0);
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.locator('.page').getByRole('heading', { name: 'Settings' })).toBeVisible();
  await page.keyboard.press('?');
  await expect(sheet).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
});
