import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { type WritingPage, expect, test } from './fixture.js';

/** A mail as it stands in a mailbox. */
function mail(from: string, to: string, headers: string, text: string): string {
  return `From x@example.org Mon Jan  2 10:22:33 2023\nFrom: ${from}\nTo: ${to}\n${headers}\n\n${text}\n\n`;
}

const jo = 'Jo Park <jo@example.org>';
const ann = 'Ann Lee <ann@example.org>';
const sent = 'Subject: Lunch\nX-Gmail-Labels: Sent\nDate: Mon, 2 Jan 2023 10:22:33 +0000';
const mailbox =
  mail(
    jo,
    ann,
    sent,
    'The table at the Quince Garden is ours at noon.\n\nOn Mon, Jan 2, 2023 Ann Lee wrote:\n> Where do we eat?',
  ) +
  mail(ann, jo, 'Subject: Re: Lunch', 'Wonderful, I have never been there.') +
  mail(jo, ann, sent, 'Then see you at the Quince Garden.\n\n-- \nJo Park, Fictive Widgets Ltd.') +
  // As it was written in China before UTF-8: "see you tomorrow at the station".
  mail(
    jo,
    ann,
    `${sent}\nContent-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: base64`,
    'w/fM7LO11b68+6Giw/fM7LO11b68+6Gj',
  );

/** A folder of files, gone when the test is. */
const folders: string[] = [];
function file(name: string, content: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'foreword-'));
  folders.push(folder);
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}
test.afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function openDialog(writing: WritingPage): Promise<Locator> {
  await writing.page.goto(`${writing.server.url}/?e2e&backend=cpu#/memory/learn`);
  const dialog = writing.page.getByRole('dialog', { name: 'Learn from files' });
  await expect(dialog).toBeVisible();
  return dialog;
}

async function choose(page: Page, dialog: Locator, files: string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByLabel('Choose files').click();
  await (await chooser).setFiles(files);
}

test('a mailbox teaches its owner’s words, and nobody else’s', async ({ writing }) => {
  const { page } = writing;
  const dialog = await openDialog(writing);
  await choose(page, dialog, [file('All mail.mbox', mailbox)]);
  await expect(dialog.getByRole('checkbox', { name: /Jo Park <jo/ })).toBeChecked();
  await dialog.getByRole('button', { name: 'Read my words' }).click();
  await expect(dialog.getByText('3 messages of yours.')).toBeVisible();
  const found = dialog.getByRole('list', { name: 'Found messages' });
  await expect(found).toContainText('The table at the Quince Garden is ours at noon.');
  await expect(found).toContainText('明天车站见');
  await expect(found).not.toContainText('Where do we eat');
  await expect(found).not.toContainText('Fictive Widgets');
  await expect(found).not.toContainText('never been there');
  await expect(dialog).toContainText('messages by other people (1)');
  await writing.picture('learn-preview');
  await dialog.getByRole('button', { name: 'Learn 3 messages' }).click();
  await expect(dialog.getByText('3 messages learned.')).toBeVisible({ timeout: 60_000 });
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.locator('.page').getByText('Then see you at the Quince Garden.')).toBeVisible();

  // A second time nothing is new.
  await page.getByRole('button', { name: 'Learn from files' }).click();
  await choose(page, dialog, [file('All mail.mbox', mailbox)]);
  await dialog.getByRole('button', { name: 'Read my words' }).click();
  await dialog.getByRole('button', { name: 'Learn 3 messages' }).click();
  await expect(dialog.getByText('3 were known already.')).toBeVisible();
});

test('files that are none of these say what they are, and the others are read', async ({ writing }) => {
  const { page } = writing;
  const dialog = await openDialog(writing);
  const huge = file('huge.mbox', '');
  const descriptor = openSync(huge, 'r+');
  // A gigabyte of zeros takes no room on the disk.
  ftruncateSync(descriptor, 2 ** 30);
  closeSync(descriptor);
  const archive = file('old.mbox', Buffer.from('PK\u0003\u0004 and so on, compressed', 'latin1'));
  await choose(page, dialog, [archive]);
  await expect(dialog.getByText(/old\.mbox can’t be read: .*ZIP/)).toBeVisible();
  const said = { type: 'message', date_unixtime: '1714730400', from: 'Jo Park', from_id: 'user1' };
  const chat = JSON.stringify({
    name: 'Ann',
    messages: [{ ...said, text: 'Meet me at the boathouse' }, said],
  });
  const broken = file('cut.json', chat.slice(0, -20));
  await choose(page, dialog, [archive, huge, file('All mail.mbox', mailbox), broken]);
  await expect(dialog.getByRole('checkbox', { name: /Jo Park <jo/ })).toBeChecked();
  // Under the same name in the chat.
  await expect(dialog.getByRole('checkbox', { name: /Jo Park <user1/ })).toBeChecked();
  await expect(dialog.getByRole('checkbox', { name: /Ann Lee/ })).not.toBeChecked();
  for (const name of ['old.mbox', 'huge.mbox']) await expect(dialog.getByText(name)).toBeVisible();
  await dialog.getByRole('button', { name: 'Read my words' }).click();
  await expect(dialog.getByText('4 messages of yours.')).toBeVisible();
  await expect(dialog.getByText('1 place could not be read')).toBeVisible();
  await expect(dialog.getByText(/cut\.json, byte \d+: \d+ brackets aren't closed/)).toBeVisible();
  // Nothing is kept of what was only looked at.
  await dialog.getByRole('button', { name: 'Back' }).click();
  await page.keyboard.press('Escape');
  await expect(page.locator('.page').getByText('Nothing has been learned yet.')).toBeVisible({
    timeout: 60_000,
  });
});

test('reading much can be stopped', async ({ writing }) => {
  const { page } = writing;
  const dialog = await openDialog(writing);
  const one = mail(jo, ann, sent, 'A line that says nothing in particular, again and again.\n'.repeat(400));
  await choose(page, dialog, [file('much.mbox', one.repeat(4000))]);
  await expect(dialog.getByRole('progressbar')).toBeVisible();
  await expect(dialog.getByText(/much\.mbox: .* of 9\d(\.\d)? MB/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog.getByLabel('Choose files')).toBeVisible();
});
