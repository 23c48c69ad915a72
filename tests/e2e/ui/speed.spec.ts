import { expect, test } from './parts.js';

test('times are drawn, told, and forgotten', async ({ open }) => {
  const page = await open('speed');
  const times = page.getByRole('region', { name: 'Day by day' });
  await expect(times.locator('canvas')).toBeVisible();
  await expect(
    times.getByRole('table', { name: 'Times from a letter to its drafts, by day' }),
  ).toBeAttached();
  await expect(page.getByText('Runs on the processor.')).toBeVisible();
  await times.getByRole('button', { name: 'Forget these times' }).click();
  await expect(page.getByText('Nothing measured yet')).toBeVisible();
});

test('nothing is loaded to draw where there is nothing to draw', async ({ open, page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await open('speed&empty');
  await expect(page.getByText('Nothing measured yet')).toBeVisible();
  expect(asked.filter((url) => /uplot/i.test(url))).toEqual([]);
});

test('the test ends in a text to share', async ({ open, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await open('speed&empty');
  await page.getByRole('button', { name: 'Start the test' }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Start the test' }).click();
  await page.getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(
    /^Foreword 0\.1\.0, one-minute test\nFrom a letter to its drafts: half of the drafts within \d+ ms, 95% within \d+ ms\n420 letters in 60 s, on the processor\n.+ on Linux, \d+ threads$/,
  );
});

test('the first steps are gone through, or skipped', async ({ open }) => {
  const page = await open('first&loading');
  await expect(page.getByText('39.3 MB of 98.4 MB')).toBeVisible();
  await page.getByRole('button', { name: 'Next' }).click();
  const field = page.getByRole('textbox', { name: 'A text to try' });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(/the meeting$/);
  await page.keyboard.type(' is');
  await expect(field).toHaveValue(/the meeting is$/);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('heading', { name: 'It can learn how you write' })).toBeFocused();
  await page.getByRole('switch', { name: 'Learn from what I write' }).check();
  await page.getByRole('button', { name: 'Learn from my sent mail or chats' }).click();
  await expect(page.getByText('files', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Start writing' }).click();
  await expect(page.getByText('done', { exact: true })).toBeVisible();
});

test('a question mark shows the keys, but not in a text', async ({ open }) => {
  const page = await open('first');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await page.keyboard.press('?');
  await expect(sheet.getByText('Take the draft')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('textbox').press('?');
  await expect(page.getByRole('textbox')).toHaveValue(/\?$/);
  await expect(sheet).toBeHidden();
});

test('a word of a draft says where it is from', async ({ open }) => {
  const page = await open('why');
  await expect(page.getByText('many people go on like this').first()).toBeVisible();
  await page.getByRole('button', { name: 'sending your phrase' }).click();
  await expect(page.getByText('You have written “thanks for sending” in 20 messages.')).toBeVisible();
  await page.getByRole('button', { name: 'Open' }).first().click();
  await expect(page.locator('output')).toContainText('thanks for sending the notes');
  await page.getByText('Read before the text: 2').first().click();
  await expect(page.getByText('example under Voice').first()).toBeVisible();
  expect(await page.locator('[data-source]').count()).toBeGreaterThan(0);
});
