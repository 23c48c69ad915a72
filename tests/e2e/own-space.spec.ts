import { expect, test } from './fields.js';

/** A draft that ends with a space: what is typed right behind it belongs where a person means it. */
const before = 'Let us meet on';

test.describe('behind a draft that ended with a space', () => {
  for (const [typed, text] of [
    ['.', 'Let us meet on Monday.'],
    [', or', 'Let us meet on Monday, or'],
    [' or', 'Let us meet on Monday or'],
    ['or', 'Let us meet on Monday or'],
    ['?', 'Let us meet on Monday?'],
    ['-', 'Let us meet on Monday -'],
  ] as const) {
    test(`${JSON.stringify(typed)} is typed`, async ({ field, page }) => {
      await field.offer(before, ' Monday ');
      await page.keyboard.press('Tab');
      await expect(field.text).toHaveValue('Let us meet on Monday ');
      await page.keyboard.type(typed);
      await expect(field.text).toHaveValue(text);
    });
  }

  test('what took its place is undone alone', async ({ field, page }) => {
    await field.offer(before, ' Monday ');
    await page.keyboard.press('Tab');
    await page.keyboard.type('.');
    await expect(field.text).toHaveValue('Let us meet on Monday.');
    await page.keyboard.press('Control+z');
    await expect(field.text).toHaveValue('Let us meet on Monday ');
    await page.keyboard.press('Control+z');
    await expect(field.text).toHaveValue(before);
  });

  test('the last word brings it too, and a caret that went elsewhere finds its own', async ({
    field,
    page,
  }) => {
    await field.offer(before, ' Monday at noon ');
    for (let words = 0; words < 3; words += 1) await page.keyboard.press('Control+ArrowRight');
    await expect(field.text).toHaveValue('Let us meet on Monday at noon ');
    await page.keyboard.press('Home');
    await page.keyboard.press('End');
    await page.keyboard.type('.');
    await expect(field.text).toHaveValue('Let us meet on Monday at noon .');
  });
});
