import { expect, test } from './app/desk.js';

test.beforeEach(async ({ desk }) => {
  await desk.open();
});

test('what is typed is there after a reload in the same moment', async ({ desk, page }) => {
  await desk.text.click();
  await page.keyboard.type('The very last word');
  await page.keyboard.type('s');
  await page.reload();
  await desk.ready();
  await expect(desk.text).toHaveValue('The very last words');
  await expect(desk.text).toBeFocused();
});

test('a tab that is closed loses nothing', async ({ desk, page }) => {
  await page.getByRole('textbox', { name: 'Subject' }).fill('Tea');
  await desk.text.click();
  await page.keyboard.type('Written, and gone');
  await page.close({ runBeforeUnload: true });
  const next = await desk.another();
  await next.open();
  await expect(next.text).toHaveValue('Written, and gone');
  await expect(next.list.first()).toContainText('Tea');
});

test('a new text can be written in the moment in which it is asked for', async ({ desk, page }) => {
  await desk.write('The text before.');
  const isWritable = await page.getByRole('button', { name: 'New text' }).evaluate((button) => {
    if (button instanceof HTMLElement) button.click();
    const text = document.activeElement;
    return text instanceof HTMLTextAreaElement && !text.readOnly && text.value === '';
  });
  expect(isWritable).toBe(true);
  await page.keyboard.type('The next.');
  await expect(desk.text).toHaveValue('The next.');
  await expect(desk.list.filter({ hasText: 'The text before.' })).toHaveCount(1);
});

test('documents are listed, opened, searched, renamed and deleted, with undo', async ({ desk, page }) => {
  await desk.write('Buy milk and bread.');
  await desk.write('The quarterly report is late.');
  await expect(desk.list).toHaveCount(2);
  await expect(desk.list.first()).toHaveAttribute('data-current', 'true');

  await desk.list.filter({ hasText: 'Buy milk' }).getByRole('button').first().click();
  await expect(desk.text).toHaveValue('Buy milk and bread.');
  await page.goBack();
  await expect(desk.text).toHaveValue('The quarterly report is late.');

  await page.getByRole('searchbox').fill('BREAD');
  await expect(desk.list).toHaveCount(1);
  await page.getByRole('searchbox').fill('nowhere');
  await expect(page.getByText('No text has these words.')).toBeVisible();
  await page.getByRole('searchbox').fill('');

  await desk.command(desk.list.filter({ hasText: 'Buy milk' }), 'Rename');
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('Groceries');
  await page.keyboard.press('Enter');
  await expect(desk.list.filter({ hasText: 'Groceries' })).toHaveCount(1);

  await desk.command(desk.list.filter({ hasText: 'Groceries' }), 'Delete');
  await expect(desk.list).toHaveCount(1);
  await expect(desk.toast).toContainText('“Groceries” was deleted');
  await desk.toast.getByRole('button', { name: 'Undo' }).click();
  await expect(desk.list).toHaveCount(2);
  await expect(desk.text).toHaveValue('Buy milk and bread.');
  await page.reload();
  await desk.ready();
  await expect(desk.list).toHaveCount(2);
});

test('each kind has its own lines, which are kept and read with the text', async ({ desk, page }) => {
  const asked = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        new BroadcastChannel('asked').onmessage = ({ data }: MessageEvent<{ before: string }>) => {
          if (data.before.endsWith('your')) resolve(data.before);
        };
      }),
  );
  await page.getByRole('textbox', { name: 'To' }).fill('Sarah');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Tea on Friday');
  await page.keyboard.press('Enter');
  await expect(desk.text).toBeFocused();
  await page.keyboard.type('Thank you for your');
  expect(await asked).toBe('To: Sarah\nSubject: Tea on Friday\n\nThank you for your');
  await expect(desk.list.first()).toContainText('Tea on Friday');

  await page.getByRole('radio', { name: 'Note' }).check();
  for (const line of ['To', 'Subject', 'Title']) {
    await expect(page.getByRole('textbox', { name: line, exact: true })).toBeHidden();
  }
  await page.getByRole('radio', { name: 'Document' }).check();
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeVisible();
  await page.getByRole('radio', { name: 'E-mail' }).check();
  await desk.saved();
  await page.reload();
  await desk.ready();
  await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveValue('Tea on Friday');
  await expect(page.getByRole('textbox', { name: 'To' })).toHaveValue('Sarah');
});

test('words are counted, and the keys that drafts save', async ({ desk, page }) => {
  const counts = page.locator('.counts');
  await desk.text.click();
  await page.keyboard.type('Thank you for your');
  await expect(counts).toHaveText('4 words');
  await expect(desk.ghost).not.toBeEmpty();
  await page.keyboard.press('Tab');
  await expect(desk.text).toHaveValue('Thank you for your help with the report.');
  await expect(counts).toHaveText('8 words · 21 keystrokes saved today');
  await desk.text.press('Control+a');
  await expect(counts).toHaveText(/^8 words selected/);
});

test('in focus mode there is the text alone, and Escape ends it', async ({ desk, page }) => {
  await desk.text.fill('Only this.');
  await page.getByRole('button', { name: 'Focus mode' }).click();
  for (const part of ['.bar', '.shelf', '.tools', '.foot']) await expect(page.locator(part)).toBeHidden();
  await expect(desk.text).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('.bar')).toBeVisible();
  await expect(desk.text).toBeFocused();
});

test('texts leave as text and as Markdown, and by the clipboard', async ({ desk, page, context }) => {
  await page.getByRole('textbox', { name: 'Subject' }).fill('Tea: Friday?');
  await desk.text.fill('Dear Sarah,\n\nsee you.');
  for (const [command, name, content] of [
    ['Save as text', 'Tea Friday.txt', 'Subject: Tea: Friday?\n\nDear Sarah,\n\nsee you.\n'],
    ['Save as Markdown', 'Tea Friday.md', '# Tea: Friday?\n\nDear Sarah,\n\nsee you.\n'],
  ] as const) {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: command }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(name);
    const stream = await download.createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe(content);
  }
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy the text' }).click();
  await expect(desk.toast).toHaveText(/Copied/);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Dear Sarah,');
});

test('the menus are of use to the keyboard', async ({ desk, page }) => {
  const more = page.getByRole('button', { name: 'More', exact: true });
  await more.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Save as text' })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(more).toBeFocused();
  await expect(page.getByRole('menuitem')).toHaveCount(0);
  await expect(desk.list).toHaveCount(0);
});
