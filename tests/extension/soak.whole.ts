import { writeFileSync } from 'node:fs';
import { type BrowserContext, type Page, expect, test } from '@playwright/test';
import { start } from './browser.js';
import { EngineDocument } from './engine-document.js';
import { built } from './extension-page.js';
import { serve } from './server.js';
import { stopServiceWorker } from './worlds.js';

const minutes = Number(process.env['FOREWORD_SOAK_MINUTES'] ?? 30);

/** Numbers that are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const words = ['the boat', 'a letter', 'my sister', 'some bread', 'that hill', 'an old song', 'two chairs'];

/** Writes in a tab, takes a draft if one comes, and sees that the field has what was meant. */
async function write(page: Page, url: string, next: () => number): Promise<boolean> {
  if (next() < 0.4) await page.goto(`${url}/page/${next() < 0.5 ? 'plain' : 'csp'}`);
  await page.bringToFront();
  const field = page.locator('#field');
  await field.click();
  await page.keyboard.press('Control+End');
  const begun = await field.inputValue();
  const said = ` I saw ${words[Math.floor(next() * words.length)] ?? ''}. Thank you for`;
  await page.keyboard.type(said);
  await expect(field).toHaveValue(begun + said);
  const ghost = page.locator('foreword-overlay .ghost');
  const isShown = await ghost
    .filter({ hasText: 'your email' })
    .waitFor({ timeout: 3_000 })
    .then(() => true)
    .catch(() => false);
  if (!isShown) return false;
  expect(await page.locator('foreword-overlay').count()).toBe(1);
  await page.keyboard.press('Control+ArrowRight');
  await expect(field).toHaveValue(`${begun + said} your`);
  return true;
}

async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

async function disturb(context: BrowserContext, origin: string, round: number): Promise<void> {
  const worker = context.serviceWorkers().at(-1);
  if (round % 2 === 0) await stopServiceWorker(context, origin);
  else if (await EngineDocument.find(context)) {
    await worker?.evaluate(() => chrome.offscreen.closeDocument()).catch(() => undefined);
  }
}

test(`${minutes} minutes in five tabs, with everything taken away now and then`, async () => {
  const { url, close } = await serve();
  const started = await start(built('tests-chromium'));
  const { context, origin } = started;
  const errors: string[] = [];
  context.on('weberror', (error) => errors.push(error.error().message));
  const next = random(7);
  const tabs = await Promise.all(Array.from({ length: 5 }, () => context.newPage()));
  for (const tab of tabs) await tab.goto(`${url}/page/plain`);
  const [first] = tabs;
  if (first === undefined) throw new Error('there is no tab');
  for (const tab of tabs) await write(tab, url, () => 0);
  const before = await heap(first);
  const begin = Date.now();
  const length = minutes * 60_000;
  const every = Math.min(60_000, length / 6);
  let [written, shown, disturbed, reloaded] = [0, 0, 0, 0];
  while (Date.now() - begin < length) {
    const passed = Date.now() - begin;
    if (passed > (disturbed + 1) * every) {
      await disturb(context, origin, disturbed);
      disturbed += 1;
    }
    if (reloaded < 2 && passed > ((reloaded + 1) * length) / 3) {
      const again = context.waitForEvent('serviceworker');
      const worker = context.serviceWorkers().at(-1);
      await worker
        ?.evaluate(() => {
          chrome.runtime.reload();
        })
        .catch(() => undefined);
      await again;
      reloaded += 1;
    }
    const tab = tabs[Math.floor(next() * tabs.length)] ?? first;
    written += 1;
    if (await write(tab, url, next)) shown += 1;
  }
  // As at the beginning: pages that were open keep the scripts of earlier versions, as browsers have it.
  for (const tab of tabs) await tab.goto(`${url}/page/plain`);
  for (const tab of tabs) await write(tab, url, () => 0);
  const after = await heap(first);
  const result = { minutes, written, shown, disturbed, reloaded, heapBefore: before, heapAfter: after };
  console.log(JSON.stringify(result));
  const out = process.env['FOREWORD_OUT'];
  if (out !== undefined) writeFileSync(`${out}/soak.json`, `${JSON.stringify(result)}\n`);
  expect(errors).toEqual([]);
  expect(shown / written).toBeGreaterThan(0.8);
  expect(Math.abs(after / before - 1)).toBeLessThan(0.05);
  await started.close();
  close();
});
