import { closeSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { demo, expect, test } from './parts.js';

const chat = Buffer.from(
  'Ada: see you at the Anchor\nTom: fine\n> quoted\nAda: bring the notes\n!!!\nAda: thanks',
);
const text = (name: string, content: Buffer | string) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(content),
});

async function learnFromFiles(page: Page) {
  await page.getByRole('button', { name: 'Learn from files' }).click();
  const dialog = page.getByRole('dialog', { name: 'Learn from files' });
  return { dialog, choose: dialog.locator('input[type=file]') };
}

test('a chat teaches the owner’s words, and nothing before they say so', async ({ open }) => {
  const page = await open('memory&messages=0');
  const { dialog, choose } = await learnFromFiles(page);
  await choose.setInputFiles([text('chat.txt', chat)]);
  await expect(dialog.getByRole('checkbox', { name: /^Ada/ })).toBeChecked();
  await dialog.getByRole('button', { name: 'Read my words' }).click();
  await expect(dialog.getByText('3 messages of yours.')).toBeVisible();
  await expect(dialog.getByText('see you at the Anchor')).toBeVisible();
  await expect(dialog.getByText('fine', { exact: true })).toHaveCount(0);
  await expect(dialog.getByText('Left out: messages by other people (1), quoted passages (1)')).toBeVisible();
  await expect(dialog.getByText(/1 place could not be read/)).toBeVisible();
  expect(await demo<unknown[]>(page, 'profile.messages')).toEqual([]);
  await dialog.getByRole('button', { name: 'Learn 3 messages' }).click();
  await expect(dialog.getByText('3 messages learned.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('tab', { name: 'Messages 3' })).toBeVisible();
});

test('hostile files get a clear answer, and nothing is lost', async ({ open }, testInfo) => {
  const page = await open('memory');
  const { dialog, choose } = await learnFromFiles(page);
  await choose.setInputFiles([text('all.mbox', 'PK\u0003\u0004zip')]);
  await expect(
    dialog.getByText('all.mbox can’t be read: the file is a ZIP archive, not text.'),
  ).toBeVisible();
  await choose.setInputFiles([text('empty.txt', '')]);
  await expect(dialog.getByText('empty.txt can’t be read: the file is empty.')).toBeVisible();

  // A gigabyte of nothing: it takes no room on the disk.
  const huge = testInfo.outputPath('huge.mbox');
  const file = openSync(huge, 'w');
  ftruncateSync(file, 1e9);
  closeSync(file);
  await choose.setInputFiles([huge]);
  await expect(
    dialog.getByText('huge.mbox can’t be read: the file is a program or data, not text.'),
  ).toBeVisible();

  await choose.setInputFiles([text('chat.txt', chat), text('bad.txt', '\0\u0001\u0002')]);
  await expect(dialog.getByText('bad.txt: the file is a program or data, not text')).toBeVisible();
  await expect(dialog.getByText('One file is left out:')).toBeVisible();
  expect(await demo<unknown[]>(page, 'profile.messages')).toHaveLength(60);
});

test('reading a large file shows how far it is, and ends when told to', async ({ open }, testInfo) => {
  const page = await open('memory&messages=0&partms=20');
  const { dialog, choose } = await learnFromFiles(page);
  const large = testInfo.outputPath('large.txt');
  writeFileSync(large, 'a line of text that somebody wrote\n'.repeat(600_000));
  await choose.setInputFiles([large]);
  await expect(dialog.getByText(/large.txt: .* of 21.0 MB/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog.getByText('Choose files')).toBeVisible();
  expect(await demo<unknown[]>(page, 'profile.messages')).toEqual([]);
});

test('a sealed export comes back with its passphrase alone', async ({ open }) => {
  const page = await open('memory');
  await page.getByRole('button', { name: 'Export' }).click();
  const exporting = page.getByRole('dialog', { name: 'Export' });
  await exporting.getByLabel('Passphrase', { exact: true }).fill('short');
  await exporting.getByRole('button', { name: 'Export' }).click();
  await expect(exporting.getByText('Take at least 8 characters')).toBeVisible();
  await exporting.getByLabel('Passphrase', { exact: true }).fill('correct horse');
  await exporting.getByLabel('Passphrase again').fill('correct house');
  await exporting.getByRole('button', { name: 'Export' }).click();
  await expect(exporting.getByText('The two are not the same.')).toBeVisible();
  await exporting.getByLabel('Passphrase again').fill('correct horse');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Exported.')).toBeVisible();
  const [saved] = await demo<{ name: string; text: string }[]>(page, 'saved');
  expect(saved?.name).toMatch(/^foreword-memory-\d{4}-\d\d-\d\d\.json$/);
  const sealed = await page.evaluate(
    () => (globalThis as unknown as { demo: { saved: { text: Promise<string> }[] } }).demo.saved[0]?.text,
  );

  const importing = page.getByRole('dialog', { name: 'Import' });
  await page.getByRole('button', { name: 'Import' }).click();
  await importing.locator('input[type=file]').setInputFiles([text('mine.json', sealed ?? '')]);
  await importing.getByText('Is replaced').click();
  await expect(importing.getByText('60 messages that you have here will be gone.')).toBeVisible();
  await importing.getByRole('button', { name: 'Import' }).click();
  const passphrase = importing.getByLabel('This file is sealed. Its passphrase');
  await passphrase.fill('wrong');
  await page.keyboard.press('Enter');
  await expect(
    importing.getByText('The passphrase does not open this file. Nothing was changed.'),
  ).toBeVisible();
  await passphrase.fill('correct horse');
  await page.keyboard.press('Enter');
  await expect(page.getByText('60 messages taken over.')).toBeVisible();
});

test('a damaged export, or one of the future, changes nothing', async ({ open }) => {
  const page = await open('memory');
  await page.getByRole('button', { name: 'Import' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import' });
  const choose = dialog.locator('input[type=file]');
  for (const [name, content, says] of [
    [
      'damaged.json',
      '{"messages":[',
      'This file is damaged, or is no export of Foreword. Nothing was changed.',
    ],
    ['newer.json', '{"version":9}', 'It was written by a newer version of Foreword.'],
    ['photo.jpg', '\u00ff\u00d8\u00ff\u00e0', 'This file is damaged, or is no export'],
  ] as const) {
    await choose.setInputFiles([text(name, content)]);
    await dialog.getByRole('button', { name: 'Import' }).click();
    await expect(dialog.getByText(says)).toBeVisible();
  }
  expect(await demo<unknown[]>(page, 'profile.messages')).toHaveLength(60);
});
