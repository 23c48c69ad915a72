import { expect, returning as test } from './fixture.js';

const beginning = 'Hi Sarah, thanks for your email. I just wanted to let you know that the meeting';

test.beforeEach(async ({ writing }) => {
  await writing.start();
});

test('the settings can be reached, changed and left by keyboard alone', async ({ writing, page }) => {
  await page.getByRole('link', { name: 'Settings' }).focus();
  await page.keyboard.press('Enter');
  await expect(writing.settings).toBeFocused();
  const faster = writing.settings.getByRole('radio', { name: 'Whichever is faster' });
  await expect(faster).toBeChecked();
  await faster.focus();
  await page.keyboard.press('ArrowRight');
  await expect(writing.settings.getByRole('radio', { name: 'Processor only' })).toBeChecked();
  await expect(writing.where).toHaveText('Runs on the processor, as chosen.', { timeout: 30_000 });
  await expect(writing.settings.getByRole('button', { name: 'Test again' })).toBeHidden();
  await page.getByRole('link', { name: 'Write', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(writing.settings).toBeHidden();
  await expect(writing.text).toBeFocused();
});

test('another place to run takes over without a reload, and what was written stays', async ({
  writing,
  page,
}) => {
  await writing.write(beginning);
  await writing.openSettings();
  await writing.settings.getByRole('radio', { name: 'Processor only' }).check();
  await expect(writing.where).toHaveText('Runs on the processor, as chosen.', { timeout: 30_000 });
  await writing.closeSettings();
  await expect(writing.text).toHaveValue(beginning);
  await writing.write(' has');
  await page.reload();
  await writing.ready();
  await writing.openSettings();
  await expect(writing.settings.getByRole('radio', { name: 'Processor only' })).toBeChecked();
});

test('what is chosen for drafts holds at once, and is kept', async ({ writing, page }) => {
  const pauses = () =>
    page.evaluate(() => {
      const seen: boolean[] = [];
      const state = document.querySelector<HTMLElement>('.state');
      const observer = new MutationObserver(() => seen.push(state?.dataset['phase'] === 'pausing'));
      if (state) observer.observe(state, { attributes: true, attributeFilter: ['data-phase'] });
      Object.assign(globalThis, { pauses: seen });
    });
  const seen = () => page.evaluate(() => (globalThis as unknown as { pauses: boolean[] }).pauses);
  await writing.write(beginning);
  await pauses();
  await writing.text.press('Space');
  await expect.poll(seen).toContain(true);

  await writing.openSettings();
  await writing.settings.getByRole('switch', { name: 'Look again' }).uncheck();
  await writing.settings.getByRole('radio', { name: 'One word' }).check();
  await page.reload();
  await writing.ready();
  await expect(writing.settings.getByRole('switch', { name: 'Look again' })).not.toBeChecked();
  await writing.closeSettings();
  await writing.text.fill('');
  const ghost = await writing.write(beginning);
  expect(ghost.trim().split(/\s/)).toHaveLength(1);
  // While keys came, drafts may have been held back, which is a pause too. Now nothing is asked any more.
  await pauses();
  await page.waitForTimeout(1000);
  expect(await seen()).not.toContain(true);

  await writing.openSettings();
  await writing.settings.getByRole('switch', { name: 'Offer drafts' }).uncheck();
  await writing.closeSettings();
  await expect(writing.ghost).toBeHidden();
  await expect(writing.state).toHaveAttribute('data-phase', 'off');
});
