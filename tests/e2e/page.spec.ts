import { expect, returning as test } from './fixture.js';

const beginning = 'Please let me know if';

test.beforeEach(async ({ writing }) => {
  await writing.open();
});

test('a text that the browser restores has its full height, and nothing lies on it', async ({
  writing,
  page,
}) => {
  const lines = Array.from({ length: 40 }, (_, line) => `Line ${line}`).join('\n');
  await expect(page.locator('.saving')).toHaveText('Saved');
  const saved = page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let isUnderWay = false;
        new MutationObserver(() => {
          const state = document.querySelector('.saving')?.textContent;
          if (state === 'Saved' && isUnderWay) resolve();
          isUnderWay ||= state === 'Saving…';
        }).observe(document.body, { childList: true, subtree: true, characterData: true });
      }),
  );
  await writing.text.fill('Line 0');
  await saved;
  // What a text has once been saved under takes its last letters in the moment in which the page goes.
  await writing.text.fill(lines);
  await page.goto('about:blank');
  await page.goBack();
  await expect(writing.text).toHaveValue(lines, { timeout: 30_000 });
  await expect(page.getByText('or pick a beginning')).toBeHidden();
  const overflow = await writing.text.evaluate((area) => area.scrollHeight - area.clientHeight);
  expect(overflow).toBeLessThanOrEqual(0);
});

test('where the browser cannot do it, the page keeps the sheet as high as its text', async ({
  writing,
  page,
}) => {
  await page.addInitScript(() => {
    CSS.supports = () => false;
    addEventListener('DOMContentLoaded', () => {
      document.querySelector('textarea')?.style.setProperty('field-sizing', 'fixed');
    });
  });
  await page.reload();
  const overflow = () => writing.text.evaluate((area) => area.scrollHeight - area.clientHeight);
  const height = () => writing.text.evaluate((area) => area.clientHeight);
  const empty = await height();
  await writing.text.fill('Line\n'.repeat(60));
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(await height()).toBeGreaterThan(60 * 30);
  await writing.text.fill('');
  expect(await height()).toBe(empty);
});

test('a click beside the beginnings’ words is the sheet’s, and one on them begins with it', async ({
  writing,
  page,
}) => {
  const second = page.getByRole('button', { name: 'Dear Mr Novak' });
  const box = await second.boundingBox();
  await page.getByRole('link', { name: 'Settings' }).focus();
  await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) + 60, (box?.y ?? 0) + 8);
  await expect(writing.text).toBeFocused();
  await second.click();
  await expect(writing.text).toHaveValue('Dear Mr Novak, I am writing to ask whether');
  await expect(writing.text).toBeFocused();
});

test('on paper there is the text and nothing else', async ({ writing, page }) => {
  const text = `${'A line of text.\n'.repeat(80)}The end.`;
  await writing.text.fill(text);
  await page.emulateMedia({ media: 'print' });
  for (const part of ['.bar', '.foot', '.starters', '.writing'])
    await expect(page.locator(part)).toBeHidden();
  await expect(page.locator('.sheet-paper')).toHaveText(text);
  await page.emulateMedia({ media: 'screen' });
  await expect(page.locator('.sheet-paper')).toBeEmpty();
  await expect(writing.text).toBeVisible();
});

test('developers’ figures are there only if the address asks for them', async ({ writing, page }) => {
  await writing.ready();
  await expect(writing.facts).toBeVisible();
  await page.goto(`${writing.server.url}/?e2e`);
  await writing.ready();
  await expect(writing.facts).toBeHidden();
});

test('settings tell what the address says, and offer nothing that it rules out', async ({
  writing,
  page,
}) => {
  await page.goto(`${writing.server.url}/?e2e&backend=cpu`);
  await writing.ready();
  await writing.openSettings();
  const { settings } = writing;
  await expect(settings.getByRole('radio', { name: 'Processor only' })).toBeChecked();
  await expect(settings.getByRole('radio', { name: 'Whichever is faster' })).not.toBeChecked();
  await expect(settings).toContainText('This page’s address says that it runs on the processor only');
  await expect(settings.getByRole('button', { name: 'Test again' })).toBeHidden();
});

test('screen readers are told nothing once that is switched off', async ({ writing, page }) => {
  await writing.ready();
  await writing.openSettings();
  await writing.settings.getByRole('switch', { name: 'Tell screen readers' }).uncheck();
  await writing.closeSettings();
  await expect(writing.text).toBeFocused();
  const ghost = await writing.write(beginning);
  await page.keyboard.press('Tab');
  await expect(writing.text).toHaveValue(beginning + ghost);
  await expect(writing.live).toBeEmpty();
});
