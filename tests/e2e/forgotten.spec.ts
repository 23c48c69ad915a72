import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, chromium as browser, expect, test } from '@playwright/test';
import { filesWith, secretsOf, storedBy } from './app/disk.js';
import { Host, thisVersion } from './app/host.js';
import { chromium } from './chromium.js';

/** Words that are in no model and no dictionary: of a text that is deleted, of a slip of the pen, of what is forgotten. */
const [canary, slip, other] = ['Zanzibarkiwi', 'Quokkatreefrog', 'Wombatlantern'];

const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

async function memoryHas(page: Page, word: string, isThere: boolean): Promise<void> {
  await expect(async () => {
    await link(page, 'Write').click();
    await link(page, 'Memory').click();
    await expect(page.locator('.page').getByRole('heading').first()).toBeVisible();
    await expect(page.locator('.page').getByText(word).first()).toBeVisible({
      visible: isThere,
      timeout: 3000,
    });
  }).toPass({ timeout: 60_000 });
}

/** Exports what was learned; with a passphrase if there is one. Returns the file's path. */
async function exported(page: Page, passphrase?: string): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  if (passphrase === undefined) {
    await dialog.getByRole('switch', { name: 'Seal it' }).uncheck();
  } else {
    await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await dialog.getByLabel('Passphrase again').fill(passphrase);
  }
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export' }).click(),
  ]);
  await expect(dialog).toBeHidden();
  return download.path();
}

/** What a browser has in its memory that takes over a sealed export. */
async function opened(page: Page, file: string, passphrase: string): Promise<string> {
  await link(page, 'Memory').click();
  await page.getByRole('button', { name: 'Import' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import' });
  await dialog.locator('input[type=file]').setInputFiles(file);
  await dialog.getByText('Is replaced').click();
  await dialog.getByRole('button', { name: 'Import' }).click();
  await dialog.getByLabel('This file is sealed. Its passphrase').fill(passphrase);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  return readFileSync(await exported(page), 'utf8');
}

test('what was typed, learned and forgotten is in no file of the browser any more, and in no export', async () => {
  test.setTimeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'foreword-'));
  const host = new Host(thisVersion(), process.env['FOREWORD_URL']);
  await host.start();
  const context = await browser.launchPersistentContext(folder, chromium());
  const gone: string[] = [];
  try {
    const page = await context.newPage();
    await page.goto(`${host.url}/?e2e&backend=cpu`);
    await expect(page.locator('.state')).toHaveText(/Ready/, { timeout: 120_000 });
    const text = page.getByRole('textbox', { name: 'Your text' });
    const saved = () => expect(page.locator('.saving')).toHaveText('Saved');
    const write = async (words: string) => {
      await link(page, 'Write').click();
      await page.getByRole('button', { name: 'New text' }).click();
      await text.pressSequentially(words, { delay: 20 });
      await expect(page.locator('.shelf-item').first()).toContainText(words.slice(0, 12));
      await saved();
    };
    const offered = () => expect(page.locator('.state')).toHaveAttribute('data-phase', /^(idle|off)$/);

    await write(`Our cat is called ${canary}. Everybody likes ${canary}.`);
    await write(`This text stays, without the ${slip}`);
    const before = await secretsOf(page);
    for (let left = slip.length; left > 0; left -= 1) await page.keyboard.press('Backspace');
    await page.keyboard.type('slip that was made in it.');
    await saved();
    await write(`The ${other} stands in the hall, where everybody sees the ${other}.`);
    await page.getByRole('button', { name: 'New text' }).click();
    await memoryHas(page, canary, true);
    await memoryHas(page, other, true);
    // Sealed even before it is forgotten. What the page can read of it shows that the look finds what is there.
    for (const word of [canary, slip, other]) {
      expect(filesWith(folder, word), word).toEqual([]);
      expect(await storedBy(page), word).not.toContain(word);
    }
    const plain = readFileSync(await exported(page), 'utf8');
    expect(plain).toContain(canary);
    expect(plain).not.toContain(slip);
    expect(readFileSync(await exported(page, 'correct horse'), 'latin1')).not.toContain(canary);
    // While it is known it is offered, and the list of drafts says where it is from.
    await write('Our cat is called Zan');
    await expect(page.locator('.ghost')).toContainText(canary.slice(3), { timeout: 30_000 });
    await page.keyboard.press('Alt+Enter');
    await expect(page.locator('.why-part[data-own]').first()).toContainText(canary);
    await expect(page.locator('.why-note').first()).toContainText('Our cat is called');
    await text.fill('');

    const row = page.locator('.shelf-item', { hasText: canary });
    await row.hover();
    await row.getByRole('button', { name: /^More for/ }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.locator('.toast', { hasText: 'was deleted' }).getByRole('button', { name: 'Close' }).click();
    await memoryHas(page, canary, false);
    // A text can stay, and what was learned of it be forgotten.
    await page.getByRole('button', { name: 'Forget…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Forget' });
    await dialog.getByText('A document').click();
    const names = dialog.getByRole('combobox', { name: 'Document' });
    await names.selectOption(await names.locator('option', { hasText: other }).innerText());
    await dialog.getByRole('button', { name: 'Forget it' }).click();
    await expect(dialog).toBeHidden();
    await memoryHas(page, other, false);

    await link(page, 'Write').click();
    await page.getByRole('button', { name: 'New text' }).click();
    await text.pressSequentially('Our cat is called Zan');
    await offered();
    await expect(page.locator('foreword-overlay')).not.toContainText(canary.slice(3));
    await text.fill('');
    await page.getByRole('searchbox', { name: 'Search all texts' }).fill(canary);
    await expect(page.getByText('No text has these words.')).toBeVisible();
    await page.getByRole('searchbox', { name: 'Search all texts' }).fill('');

    await link(page, 'Memory').click();
    const [left, sealed] = [await exported(page), await exported(page, 'correct horse')];
    const all = readFileSync(left, 'utf8') + (await opened(page, sealed, 'correct horse'));
    for (const word of [canary, slip, other]) expect(all, word).not.toContain(word);
    // The keys of what is gone are gone, and with them all that was ever sealed under them.
    const after = await secretsOf(page);
    gone.push(...Object.entries(before).flatMap(([name, secret]) => (name in after ? [] : [secret])));
    expect(gone.length).toBeGreaterThanOrEqual(2);
    const stored = await storedBy(page);
    for (const word of [canary, slip, ...gone]) expect(stored, word).not.toContain(word);
    for (const secret of Object.values(after)) expect(stored).toContain(secret);
  } finally {
    await context.close();
    await host.stop();
  }
  // The search itself works: this is kept in plain.
  expect(filesWith(folder, 'foreword-desk')).not.toEqual([]);
  for (const word of [canary, slip, other, ...gone]) expect(filesWith(folder, word), word).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});
