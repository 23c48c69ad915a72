import { expect, test } from './fields.js';

const [text, drafts] = ['The meeting', [' was moved to ANCHOR Street', ' is on Friday']] as const;

test('words of one’s own are marked in the list, and only those', async ({ field, page }) => {
  await field.offer(text, ...drafts);
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowUp');
  await expect(field.options).toHaveText([/^was moved to ANCHOR Street/, /^is on Friday/]);
  await expect(page.locator('.own')).toHaveText(['ANCHOR']);
  // Nobody asked why, and nothing could say it.
  await expect(page.locator('.why')).toHaveCount(0);
});

test.describe('where drafts are explained', () => {
  test.beforeEach(async ({ field, page }) => {
    await page.goto(`${field.url}?why`);
    await page.waitForFunction(() => globalThis.attached !== undefined);
    await field.offer(text, ...drafts);
  });

  test('a key says why a draft is as it is, and follows the one that is chosen', async ({ field, page }) => {
    await page.keyboard.press('Alt+Enter');
    const parts = page.locator('.why-part');
    await expect(parts).toHaveText([
      'wasyour phrase',
      'movedmodel',
      'toyour phrase',
      'ANCHORmodel',
      'Streetyour phrase',
    ]);
    await expect(page.locator('.why-note')).toHaveText(/“was moved to ANCHOR Street” is in 2 messages/);
    await expect(field.live).toHaveText(/was: your phrase, moved: model.*in 2 messages/);
    await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(2);
    await page.keyboard.press('Alt+ArrowDown');
    await expect(parts.first()).toHaveText('isyour phrase');
    await expect(field.text).toBeFocused();
    await page.keyboard.press('Alt+Enter');
    await expect(parts).toHaveCount(0);
    await expect(field.options).toHaveCount(2);
    await page.keyboard.press('Tab');
    await expect(field.text).toHaveValue(text + drafts[1]);
  });

  test('so does the pointer, and a click on a row still takes it', async ({ field, page }) => {
    const hint = await field.hint.boundingBox();
    await page.mouse.move((hint?.x ?? 0) + 4, (hint?.y ?? 0) + 4);
    await page.getByText('Why these words?').click();
    const parts = page.locator('.why-part');
    await expect(parts.first()).toHaveText('wasyour phrase');
    await field.options.nth(1).hover();
    await expect(parts.first()).toHaveText('isyour phrase');
    await expect(field.options.nth(1)).toHaveAttribute('data-explained');
    // It is within the window, with all that it says.
    const box = await field.list.boundingBox();
    const seen = page.viewportSize();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(seen?.height ?? 0);
    await field.options.nth(1).click();
    await expect(field.text).toHaveValue(text + drafts[1]);
    await expect(field.text).toBeFocused();
  });

  test('without a draft the key is the page’s', async ({ field, page }) => {
    await page.keyboard.press('Escape');
    await page.evaluate(() => {
      document.addEventListener('keydown', ({ key, defaultPrevented }) => {
        if (key === 'Enter') document.title = defaultPrevented ? 'used' : 'left';
      });
    });
    await page.keyboard.press('Alt+Enter');
    await expect(page).toHaveTitle('left');
    await expect(field.list).toBeHidden();
  });
});
