import { expect, test } from './fixture.js';

const beginning = 'Hi Sarah, thanks for your email. I just wanted to let you know that the meeting';

test.beforeEach(async ({ writing }) => {
  await writing.start();
});

test('typing shows three different ways to go on', async ({ writing }) => {
  await writing.text.pressSequentially(beginning);
  await expect(writing.options).toHaveCount(3);
  await expect(writing.facts).toHaveText(/Read .* ms · wrote .* ms · \d+ of \d+ tokens reused/);
  const texts = await writing.options.locator('.draft-rest').allTextContents();
  expect(new Set(texts).size).toBe(3);
  for (const text of texts) expect(text.trim()).not.toBe('');
  await writing.picture('suggestions');
});

test('Tab takes the first, and undo gives back what was typed', async ({ writing, page }) => {
  await writing.text.pressSequentially(beginning);
  await expect(writing.options).toHaveCount(3);
  const first = await writing.options.first().locator('.draft-rest').textContent();
  await page.keyboard.press('Tab');
  await expect(writing.text).not.toHaveValue(beginning);
  expect((await writing.text.inputValue()).startsWith(beginning)).toBe(true);
  expect(await writing.text.inputValue()).toContain(first?.trim().split(' ')[0]);
  await expect(writing.text).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(writing.text).toHaveValue(beginning);
});

test('Alt and a digit take any of them', async ({ writing, page }) => {
  await writing.text.pressSequentially(beginning);
  await expect(writing.options).toHaveCount(3);
  const third = await writing.options.nth(2).locator('.draft-rest').textContent();
  await page.keyboard.press('Alt+3');
  await expect(writing.text).not.toHaveValue(beginning);
  const inserted = (await writing.text.inputValue()).slice(beginning.length);
  expect(inserted.replaceAll(/\s+/g, ' ').trim()).toBe(third?.replaceAll(/ ?↵ ?/g, ' ').trim());
});

test('a click takes one and the text keeps the focus', async ({ writing }) => {
  await writing.text.pressSequentially(beginning);
  await expect(writing.options).toHaveCount(3);
  await writing.options.nth(1).click();
  await expect(writing.text).not.toHaveValue(beginning);
  await expect(writing.text).toBeFocused();
});

test('Alt and the arrows choose what Tab takes', async ({ writing, page }) => {
  await writing.text.pressSequentially(beginning);
  await expect(writing.options).toHaveCount(3);
  await page.keyboard.press('Alt+ArrowDown');
  await expect(writing.options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(writing.options.nth(1).locator('.key')).toHaveText('Tab');
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowUp');
  await expect(writing.options.nth(2)).toHaveAttribute('aria-selected', 'true');
});

test('Esc dismisses until the next word, and Tab then leaves the field', async ({ writing, page }) => {
  await writing.text.pressSequentially(beginning);
  await expect(writing.options).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(writing.options).toHaveCount(0);
  await writing.text.pressSequentially('s');
  await expect(writing.options).toHaveCount(0);
  await page.keyboard.press('Tab');
  await expect(writing.text).not.toBeFocused();
  await writing.text.focus();
  await writing.text.pressSequentially(' are');
  await expect(writing.options).toHaveCount(3);
});

test('while typing fast the last text wins', async ({ writing }) => {
  await writing.text.pressSequentially(beginning, { delay: 5 });
  await expect(writing.options).toHaveCount(3);
  const settled = await writing.options.allTextContents();
  // The same text in one go must give the same drafts.
  await writing.text.fill('');
  await expect(writing.options).toHaveCount(0);
  await writing.text.fill(beginning);
  await expect(writing.options).toHaveCount(3);
  await expect(writing.options).toHaveText(settled);
});

test('nothing is offered inside a word or over a selection', async ({ writing, page }) => {
  await writing.text.pressSequentially(beginning);
  await expect(writing.options).toHaveCount(3);
  await page.keyboard.press('ArrowLeft');
  await expect(writing.options).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  await expect(writing.options).toHaveCount(3);
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(writing.options).toHaveCount(0);
});

test('the page can be read in the dark, on a phone, and with the list open', async ({ writing, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await writing.text.pressSequentially(beginning);
  await expect(writing.options).toHaveCount(3);
  await writing.picture('dark');
  await page.setViewportSize({ width: 390, height: 760 });
  await writing.text.press('End');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await writing.picture('phone');
});
