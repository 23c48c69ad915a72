import { expect, test } from './fixture.js';

const beginning = 'Hi Sarah, thanks for your email. I just wanted to let you know that the meeting';

test.beforeEach(async ({ writing }) => {
  await writing.start();
});

test('the settings can be reached, changed and left by keyboard alone', async ({ writing, page }) => {
  await page.getByRole('link', { name: 'Settings' }).focus();
  await page.keyboard.press('Enter');
  await expect(writing.settings).toBeVisible();
  const faster = writing.settings.getByRole('radio', { name: 'Whichever is faster here' });
  await expect(faster).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(faster).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(writing.settings.getByRole('radio', { name: 'Processor only' })).toBeChecked();
  await expect(writing.where).toHaveText('Runs on the processor, as chosen.', { timeout: 30_000 });
  await expect(writing.settings.getByRole('button', { name: 'Test again' })).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(writing.settings).toBeHidden();
  await expect(page.getByRole('link', { name: 'Settings' })).toBeFocused();
});

test('another place to run takes over without a reload, and what was written stays', async ({
  writing,
  page,
}) => {
  await writing.write(beginning);
  await writing.openSettings();
  await writing.settings.getByRole('radio', { name: 'Processor only' }).check();
  await expect(writing.where).toHaveText('Runs on the processor, as chosen.', { timeout: 30_000 });
  await page.keyboard.press('Escape');
  await writing.ready();
  await expect(writing.text).toHaveValue(beginning);
  await writing.text.focus();
  await writing.write(' has');
  await page.reload();
  await writing.ready();
  await writing.openSettings();
  await expect(writing.settings.getByRole('radio', { name: 'Processor only' })).toBeChecked();
});

test('without the second look nothing is written again, and that is kept', async ({ writing, page }) => {
  const pauses = () =>
    page.evaluate(() => {
      const seen: boolean[] = [];
      const state = document.querySelector<HTMLElement>('.state');
      const observer = new MutationObserver(() => seen.push(state?.dataset['phase'] === 'pausing'));
      if (state) observer.observe(state, { attributes: true, attributeFilter: ['data-phase'] });
      Object.assign(globalThis, { pauses: seen });
    });
  const seen = () => page.evaluate(() => (globalThis as unknown as { pauses: boolean[] }).pauses);
  await pauses();
  await writing.write(beginning);
  expect(await seen()).toContain(true);

  await writing.openSettings();
  await writing.settings.getByRole('checkbox', { name: 'Look again in pauses' }).uncheck();
  await page.reload();
  await writing.ready();
  await pauses();
  await writing.text.click();
  await writing.write(beginning);
  expect(await seen()).not.toContain(true);
  await writing.openSettings();
  await expect(writing.settings.getByRole('checkbox', { name: 'Look again in pauses' })).not.toBeChecked();
});

test('in the dark and on a phone the settings can be read', async ({ writing, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await writing.openSettings();
  await writing.picture('settings-dark');
  await page.setViewportSize({ width: 360, height: 640 });
  await expect(writing.settings).toBeInViewport({ ratio: 1 });
  await writing.picture('settings-phone');
  await page.mouse.click(5, 5);
  await expect(writing.settings).toBeHidden();
});
