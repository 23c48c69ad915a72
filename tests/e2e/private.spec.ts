import { DeskPage, expect, test, withoutModel } from './app/desk.js';

test('of a private window nothing is left, and that is said', async ({ desk, browser }) => {
  await desk.open();
  // Off the record, as a private window is: what is stored is in memory, and nobody else's.
  const window = await browser.newContext({ serviceWorkers: 'block' });
  await withoutModel(window);
  const inside = new DeskPage(await window.newPage(), desk.url);
  await inside.open();
  await inside.text.fill('Between the two of us.');
  await inside.saved();
  await inside.page.reload();
  await inside.ready();
  await expect(inside.text).toHaveValue('Between the two of us.');
  await inside.page.getByRole('link', { name: 'Settings' }).click();
  await expect(inside.page.getByText(/does so when a private window is closed/)).toBeVisible();
  await window.close();

  const next = await browser.newContext({ serviceWorkers: 'block' });
  await withoutModel(next);
  const after = new DeskPage(await next.newPage(), desk.url);
  await after.open();
  await expect(after.text).toHaveValue('');
  await expect(after.list).toHaveCount(0);
  await next.close();
  await desk.page.reload();
  await desk.ready();
  await expect(desk.list).toHaveCount(0);
});

test('where there are no private files, as in some private windows, texts are kept all the same', async ({
  desk,
  page,
}) => {
  await page.addInitScript(() => {
    StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('no', 'SecurityError'));
  });
  await desk.open();
  await page.keyboard.type('Without files');
  await page.reload();
  await desk.ready();
  await expect(desk.text).toHaveValue('Without files');
  await desk.command(desk.list.first(), 'Delete');
  await desk.toast.getByRole('button', { name: 'Close' }).click();
  await page.reload();
  await desk.ready();
  await expect(desk.list).toHaveCount(0);
});
