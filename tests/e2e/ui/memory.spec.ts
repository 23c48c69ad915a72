import { demo, expect, test } from './parts.js';

test('five thousand entries: only what is in sight is drawn, and the keyboard gets everywhere', async ({
  open,
}) => {
  const page = await open('memory&messages=5000');
  const list = page.getByRole('list', { name: 'Messages' });
  await expect(list.getByRole('listitem').first()).toContainText('no. 5000');
  expect(await list.getByRole('listitem').count()).toBeLessThan(40);
  await expect(page.getByRole('tab', { name: /Messages 5,000/ })).toBeVisible();

  await list.getByRole('button').first().focus();
  await page.keyboard.press('End');
  await expect(list.getByText('no. 1)')).toBeVisible();
  await expect(list.locator('[aria-posinset="5000"] [data-main]')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(list.locator('[aria-posinset="4999"] [data-main]')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(list.locator('[aria-posinset="1"] [data-main]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Message' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list.locator('[aria-posinset="1"] [data-main]')).toBeFocused();
});

test('search finds, and a word leads to its messages', async ({ open }) => {
  const page = await open('memory');
  await page.getByRole('searchbox', { name: 'Search messages' }).fill('kowalczyk');
  await expect(page.getByRole('list', { name: 'Messages' }).getByRole('listitem').first()).toContainText(
    'Kowalczyk',
  );
  await page.getByRole('searchbox').fill('nothing like this');
  await expect(page.getByText('Nothing like it')).toBeVisible();
  await page.getByRole('searchbox').fill('');

  await page.getByRole('tab', { name: 'Names' }).click();
  await page.getByRole('searchbox', { name: 'Search names' }).fill('priy');
  await page.getByRole('button', { name: /^Priya/ }).click();
  await expect(page.getByRole('searchbox', { name: 'Search messages' })).toHaveValue('Priya');
  await expect(page.getByRole('list', { name: 'Messages' }).getByRole('listitem').first()).toContainText(
    'Priya',
  );
  await page.getByRole('searchbox').fill('');
  await page.getByLabel('Kind of text').selectOption('note');
  await expect(page.getByRole('listitem').first()).toContainText('Note');
});

test('a message is changed, forgotten by key, and brought back', async ({ open }) => {
  const page = await open('memory');
  const list = page.getByRole('list', { name: 'Messages' });
  await list.locator('[data-main]').first().click();
  const dialog = page.getByRole('dialog', { name: 'Message' });
  await dialog.getByLabel('Text').fill('See you at the Golden Anchor.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(list.getByText('See you at the Golden Anchor.')).toBeVisible();

  await list.locator('[data-main]').first().focus();
  await page.keyboard.press('Delete');
  await expect(list.getByText('Golden Anchor')).toHaveCount(0);
  expect(await demo<{ text: string }[]>(page, 'profile.messages')).toHaveLength(59);
  await expect(page.getByText(/^Forgot “See you at the Golden Anchor/)).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(list.getByText('See you at the Golden Anchor.')).toBeVisible();
});

test('much is forgotten at once, everything only after it was typed', async ({ open }) => {
  const page = await open('memory');
  const dialog = page.getByRole('dialog', { name: 'Forget' });
  const openDialog = () => page.getByRole('button', { name: 'Forget…' }).click();
  await openDialog();
  await expect(dialog.getByText('12 messages of 29 November 2026 will be gone for good.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Forget it' }).click();
  await expect(page.getByText('12 messages forgotten.')).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Messages 48' })).toBeVisible();

  await openDialog();
  await dialog.getByText('A site').click();
  await dialog.getByLabel('Site', { exact: true }).selectOption('chat.example');
  await dialog.getByRole('button', { name: 'Forget it' }).click();
  await expect(page.getByRole('tab', { name: 'Messages 36' })).toBeVisible();

  await openDialog();
  await dialog.getByText('Everything').click();
  await dialog.getByLabel('Type “forget” to confirm').fill('forge');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await expect(dialog.getByText('36 messages will be gone for good.')).toBeVisible();
  await dialog.getByLabel('Type “forget” to confirm').fill('forget');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nothing has been learned yet.')).toBeVisible();
  await expect(page.getByText('Messages that you finish are kept here, and drafts begin')).toBeVisible();
});

test('learning is paused, and a word is added', async ({ open }) => {
  const page = await open('memory');
  await page.getByRole('switch', { name: 'Learn from what I write' }).uncheck();
  await expect(page.getByText('Paused: nothing is added.')).toBeVisible();
  await page.getByRole('button', { name: 'Add a word' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a word' });
  await dialog.getByLabel('Word, name or phrase').fill('Wojciechowska');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Learning is paused. Switch it on first.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('switch', { name: 'Learn from what I write' }).check();
  await page.getByRole('button', { name: 'Add a word' }).click();
  await dialog.getByLabel('Word, name or phrase').fill('Wojciechowska');
  await dialog.getByLabel('A sentence with it').fill('Ms Wojciechowska will join us.');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('Added “Wojciechowska”.')).toBeVisible();
  await page.getByRole('tab', { name: 'Names' }).click();
  await page.getByRole('searchbox').fill('wojc');
  await expect(page.getByText('in 2 messages')).toBeVisible();
});

test('what will be offered is explained, to the message that it comes from', async ({ open }) => {
  const page = await open('memory');
  await page.getByRole('tab', { name: 'Why this draft' }).click();
  await page.getByRole('button', { name: 'notes, your word' }).click();
  await expect(page.getByText('You have written “notes” in 21 messages.')).toBeVisible();
  await page.getByRole('button', { name: 'Open' }).first().click();
  await expect(page.getByRole('dialog', { name: 'Message' })).toBeVisible();
});

test('errors say what happened, and leave everything as it was', async ({ open }) => {
  const page = await open('memory&memory');
  await expect(
    page.getByText('gone when this page is closed, because this is a private window'),
  ).toBeVisible();
  await expect(page.getByText('3 stored messages can’t be read any more')).toBeVisible();
  await page.evaluate(() => {
    (globalThis as unknown as { demo: { profile: { fails?: string } } }).demo.profile.fails =
      'quota-exceeded';
  });
  await page
    .getByRole('button', { name: /^Forget “/ })
    .first()
    .click();
  await expect(page.getByText('There is no room left on this device. Nothing was changed')).toBeVisible();
  expect(await demo<unknown[]>(page, 'profile.messages')).toHaveLength(60);
});
