import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, chromium as browser, expect, test } from '@playwright/test';
import { Host, thisVersion } from './app/host.js';
import { chromium } from './chromium.js';

/** Words that are in no model and no dictionary. */
const [canary, slip] = ['Zanzibarkiwi', 'Quokkatreefrog'];

/** Paths of the files below a folder that hold a word, in either encoding that browsers use. */
function filesWith(folder: string, word: string): string[] {
  const wanted = [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = contentOf(path);
      return wanted.some((bytes) => content.includes(bytes));
    });
}

/** A browser that runs deletes files between two looks at them. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

async function memoryHas(page: Page, word: string, isThere: boolean): Promise<void> {
  await expect(async () => {
    await page.getByRole('link', { name: 'Write', exact: true }).click();
    await page.getByRole('link', { name: 'Memory', exact: true }).click();
    await expect(page.locator('.page').getByRole('heading').first()).toBeVisible();
    await expect(page.locator('.page').getByText(word).first()).toBeVisible({
      visible: isThere,
      timeout: 3000,
    });
  }).toPass({ timeout: 60_000 });
}

test('what was typed, learned and forgotten is in no file of the browser any more', async () => {
  test.setTimeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'foreword-'));
  const host = new Host(thisVersion(), process.env['FOREWORD_URL']);
  await host.start();
  const context = await browser.launchPersistentContext(folder, chromium());
  try {
    const page = await context.newPage();
    await page.goto(`${host.url}/?e2e&backend=cpu`);
    await expect(page.locator('.state')).toHaveText(/Ready/, { timeout: 120_000 });
    const text = page.getByRole('textbox', { name: 'Your text' });
    const saved = () => expect(page.locator('.saving')).toHaveText('Saved');

    await text.fill(`Our cat is called ${canary}. Everybody likes ${canary}.`);
    await saved();
    await page.getByRole('button', { name: 'New text' }).click();
    await text.pressSequentially(`This text stays, without the ${slip}`, { delay: 20 });
    await saved();
    for (let left = slip.length; left > 0; left -= 1) await page.keyboard.press('Backspace');
    await page.keyboard.type('slip that was made in it.');
    await saved();
    await memoryHas(page, canary, true);
    // Sealed even before it is forgotten.
    expect(filesWith(folder, canary)).toEqual([]);

    await page.getByRole('link', { name: 'Write', exact: true }).click();
    const row = page.locator('.shelf-item', { hasText: canary });
    await row.hover();
    await row.getByRole('button', { name: /^More for/ }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.locator('.toast', { hasText: 'was deleted' }).getByRole('button', { name: 'Close' }).click();
    await memoryHas(page, canary, false);
    await page.getByRole('link', { name: 'Write', exact: true }).click();
    await page.getByRole('button', { name: 'New text' }).click();
    await text.pressSequentially('Our cat is called');
    await expect(page.locator('.state')).toHaveAttribute('data-phase', /^(idle|off)$/);
    await expect(page.locator('foreword-overlay')).not.toContainText(canary);
    await text.fill('');
    await page.getByRole('searchbox', { name: 'Search all texts' }).fill(canary);
    await expect(page.getByText('No text has these words.')).toBeVisible();
    await page.getByRole('searchbox', { name: 'Search all texts' }).fill('');
  } finally {
    await context.close();
    await host.stop();
  }
  // The search itself works: this is kept in plain.
  expect(filesWith(folder, 'foreword-desk')).not.toEqual([]);
  for (const word of [canary, slip]) expect(filesWith(folder, word), word).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});
