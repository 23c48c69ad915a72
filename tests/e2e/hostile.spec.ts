import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from './app/desk.js';

const folder = fileURLToPath(new URL('out/hostile/', import.meta.url));

function file(name: string, content: Uint8Array | string | number): string {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}${name}`;
  if (typeof content === 'number') {
    const handle = openSync(path, 'w');
    ftruncateSync(handle, content);
    closeSync(handle);
  } else {
    writeFileSync(path, content);
  }
  return path;
}

/** Drops files onto the text: the browser has them from the file dialog of this test. */
async function drop(page: Page, ...paths: string[]): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.id = 'dropped';
    document.body.append(input);
  });
  await page.locator('#dropped').setInputFiles(paths);
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#dropped');
    const data = new DataTransfer();
    for (const one of input?.files ?? []) data.items.add(one);
    input?.remove();
    const target = document.querySelector('textarea');
    for (const type of ['dragover', 'drop']) {
      target?.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
  });
}

test('on a device without room what is written stays, is said not to be saved, and is saved later', async ({
  desk,
  page,
  context,
}) => {
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: desk.url, quotaSize: 1 });
  await desk.open();
  await desk.text.fill('What I was writing.');
  await expect(desk.saving).toHaveText('Not saved');
  await expect(desk.toast).toContainText('This device has no room left.');
  await desk.text.press('Control+End');
  await desk.text.pressSequentially(' More of it.');
  await expect(desk.text).toHaveValue('What I was writing. More of it.');
  await session.send('Storage.overrideQuotaForOrigin', { origin: desk.url });
  await expect(desk.saving).toHaveText('Saved', { timeout: 20_000 });
  await page.reload();
  await desk.ready();
  await expect(desk.text).toHaveValue('What I was writing. More of it.');
});

test.describe('while a text is being written', () => {
  test.beforeEach(async ({ desk }) => {
    await desk.open();
    await desk.text.fill('What I was writing.');
  });

  test('files that are dropped become documents, and what is no text is refused in words', async ({
    desk,
    page,
  }) => {
    const zip = new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0]);
    for (const [path, words] of [
      [file('disk.txt', 1_073_741_824), '“disk.txt” has 1073.7 MB; texts of up to 2.0 MB can be opened.'],
      [file('mail.mbox', 1_073_741_824), '“mail.mbox” has 1073.7 MB; texts of up to 2.0 MB can be opened.'],
      [file('sent.mbox', zip), '“sent.mbox” is a ZIP archive or an office document, not a text'],
      [
        file('broken.mbox', Buffer.from('From ada@example.org Mon\nSubject: \u00ff\n\nHi', 'latin1')),
        '“broken.mbox” is not a text in UTF-8.',
      ],
      [
        file('cut.mbox', 'From ada@example.org Mon\nSubject: Hi\n\nThe rest is\0\0\0'),
        '“cut.mbox” is not a text: character 50 is the control code 00.',
      ],
      [file('letter.txt', zip), '“letter.txt” is a ZIP archive or an office document, not a text'],
      [
        file('data.md', new Uint8Array([104, 105, 0, 1])),
        '“data.md” is not a text: character 3 is the control code 00.',
      ],
    ] as const) {
      await drop(page, path);
      await expect(desk.toast.filter({ hasText: words })).toHaveAttribute('role', 'alert');
    }
    const many = Array.from({ length: 51 }, (_, at) => file(`many-${at}.txt`, 'One of many.'));
    await drop(page, ...many);
    await expect(desk.toast.filter({ hasText: '51 files are too many at once' })).toBeVisible();
    await expect(desk.text).toHaveValue('What I was writing.');
    await expect(desk.list).toHaveCount(1);

    await drop(page, file('plan.md', '# The plan\n\nTwo things.\n'), file('list.txt', 'Milk\r\nBread'));
    await expect(desk.text).toHaveValue('Milk\nBread');
    await expect(desk.list).toHaveCount(3);
    await desk.list.filter({ hasText: 'The plan' }).getByRole('button').first().click();
    await expect(desk.text).toHaveValue('Two things.\n');
    await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('The plan');
    await page.getByRole('searchbox').fill('was writing');
    await expect(desk.list).toHaveCount(1);
  });

  test('where the browser keeps nothing one can write all the same, and is told', async ({ desk, page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, 'indexedDB', { value: undefined });
    });
    await page.reload();
    await desk.ready();
    await desk.text.fill('Gone with the page.');
    await expect(desk.saving).toHaveText('Kept until this page is closed');
    await expect(desk.list).toHaveCount(1);
    await page.getByRole('button', { name: 'New text' }).click();
    await desk.list.getByRole('button').first().click();
    await expect(desk.text).toHaveValue('Gone with the page.');
  });

  test('when the engine dies, the text stays and drafts come again', async ({ desk, page }) => {
    await desk.text.fill('');
    await desk.text.pressSequentially('Thank you for your');
    await expect(desk.ghost).not.toBeEmpty();
    await desk.text.pressSequentially(' crash of the worker. I hope');
    await expect(desk.text).toHaveValue('Thank you for your crash of the worker. I hope');
    await expect(desk.ghost).not.toBeEmpty({ timeout: 15_000 });
    await expect(page.locator('.state')).toHaveAttribute('data-state', 'ready');
  });

  test('two tabs write one document in turn, and no word is lost', async ({ desk }) => {
    await desk.saved();
    const other = await desk.another();
    await other.open();
    await expect(other.text).toHaveValue('What I was writing.');
    await expect(other.text).toBeEditable();
    await expect(desk.text).not.toBeEditable();
    await other.text.press('Control+End');
    await other.text.pressSequentially(' More here.');
    await expect(desk.text).toHaveValue('What I was writing. More here.');

    await desk.text.click();
    await expect(desk.text).toBeEditable();
    await desk.text.press('Control+End');
    await desk.text.pressSequentially(' And there.');
    await expect(other.text).toHaveValue('What I was writing. More here. And there.');
    await expect(other.text).not.toBeEditable();

    // Another document of its own is nobody's business.
    await other.page.getByRole('button', { name: 'New text' }).click();
    await expect(other.text).toBeEditable();
    await other.text.pressSequentially('Alone.');
    await expect(desk.list.filter({ hasText: 'Alone.' })).toHaveCount(1);
    await desk.command(desk.list.filter({ hasText: 'Alone.' }), 'Delete');
    await expect(other.text).toHaveValue('');
    await expect(desk.list).toHaveCount(1);
  });
});
