import type { Page } from '@playwright/test';
import { expect, test } from './fields.js';

/** Has an input method compose `text` letter by letter, as the keyboards of phones do. */
async function compose(page: Page, text: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  for (let length = 1; length <= text.length; length += 1) {
    await browser.send('Input.imeSetComposition', {
      text: text.slice(0, length),
      selectionStart: length,
      selectionEnd: length,
    });
  }
  await browser.detach();
}

test.describe('on a phone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 700 } });

  test('a word under way has drafts, and taking one ends the composition', async ({ field, page }) => {
    await field.draft('', 'Thank you very much');
    await field.text.tap();
    await compose(page, 'Tha');
    await expect(field.ghost).toHaveText('nk you very much');
    await field.options.first().tap();
    await expect(field.text).toHaveValue('Thank you very much');
    await expect(field.text).toBeFocused();
    // The keyboard goes on with a word of its own, and overwrites nothing.
    await field.draft('Thank you very much', ' yours');
    await compose(page, ' yo');
    await expect(field.text).toHaveValue('Thank you very much yo');
    await expect(field.ghost).toHaveText('urs');
  });

  test('letters that may become others are left alone', async ({ field, page }) => {
    await field.draft('', 'かなた', '你好');
    await field.text.tap();
    await compose(page, 'か');
    await field.settled();
    await expect(field.ghost).toBeHidden();
    await expect(field.options).toHaveCount(0);
  });
});

test('with a keyboard of keys, compositions are left alone', async ({ field, page }) => {
  await field.draft('', 'nice');
  await field.text.click();
  await compose(page, 'ni');
  await field.settled();
  await expect(field.ghost).toBeHidden();
});
