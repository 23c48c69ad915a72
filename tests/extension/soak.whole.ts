import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, expect, test } from '@playwright/test';
import { type Started, start } from './browser.js';
import { EngineDocument } from './engine-document.js';
import { built } from './extension-page.js';
import { type Heaps, heapsOf } from './heap.js';
import { serve } from './server.js';
import { SoakTab, random } from './soak-tab.js';
import { stopServiceWorker } from './worlds.js';

const minutes = Number(process.env['FOREWORD_SOAK_MINUTES'] ?? 30);
const reloads = 2;

/** Until then the browser has compiled what is used often; about ten texts in a tab are enough. */
const warmTexts = 12;

/** A page of the extension that is none of a person's; the extension's own reload closes it. */
async function reload({ context, origin }: Started): Promise<void> {
  const again = context.waitForEvent('serviceworker');
  const page = await context.newPage();
  await page.goto(`${origin}/manifest.json`);
  await page
    .evaluate(() => {
      chrome.runtime.reload();
    })
    .catch(() => undefined);
  await again;
  await page.close();
}

async function stopDocument(context: BrowserContext): Promise<boolean> {
  const document = await EngineDocument.find(context);
  await document?.close();
  await document?.detach();
  return document !== undefined;
}

/** The heaps in a state that can be had again: everything new, one page each, one text in it. */
async function measured(
  { context, origin }: Started,
  tabs: readonly SoakTab[],
  texts: number,
): Promise<Heaps> {
  await stopServiceWorker(context, origin);
  await stopDocument(context);
  for (let round = 0; round < texts; round += 1) for (const tab of tabs) await tab.write();
  for (const tab of tabs) await tab.open();
  for (const tab of tabs) await tab.write();
  return heapsOf(context);
}

/** What a document of the engine that nobody takes away has at the beginning and at the end of its life. */
async function lived({ context }: Started, tabs: readonly SoakTab[]): Promise<[number, number]> {
  const heap = async (): Promise<number> => {
    for (let text = 0; text < 60; text += 1) {
      const tab = tabs[text % tabs.length];
      await tab?.wander();
      await tab?.write();
    }
    const document = await EngineDocument.find(context);
    // The tests' engine notes what it was asked; the real one doesn't.
    await document?.evaluate('seen.asked.length = seen.options.length = seen.learned.length = 0');
    await document?.detach();
    return (await heapsOf(context)).engineDocument;
  };
  return [await heap(), await heap()];
}

/** What the browser itself keeps of an extension that was reloaded: one whose scripts do nothing is as heavy. */
async function reloadedEmpty(url: string): Promise<number> {
  const started = await start(fileURLToPath(new URL('empty-extension', import.meta.url)));
  const { context } = started;
  const next = random(3);
  const tabs = await Promise.all(Array.from({ length: 5 }, () => context.newPage()));
  const pages = async () => {
    for (const tab of tabs) {
      await tab.goto(`${url}/page/plain`);
      await tab.locator('#field').pressSequentially(`Thank you for ${next().toFixed(3)}`);
    }
    return (await heapsOf(context)).pages;
  };
  for (let round = 0; round < warmTexts; round += 1) await pages();
  const before = await pages();
  for (let round = 0; round < reloads; round += 1) {
    await reload(started);
    await pages();
  }
  const after = await pages();
  await started.close();
  return after - before;
}

test(`${minutes} minutes in five tabs, with everything taken away now and then`, async () => {
  const { url, close } = await serve();
  const kept = await reloadedEmpty(url);
  // What is built anew meanwhile must not be what is loaded anew.
  const folder = mkdtempSync(join(tmpdir(), 'foreword-soak-'));
  cpSync(built('tests-chromium'), folder, { recursive: true });
  const started = await start(folder);
  const { context, origin } = started;
  const errors: string[] = [];
  context.on('weberror', (error) => errors.push(error.error().message));
  // The page of the first run is in the process of the engine's document, whose heap would be another one.
  const first = () => context.pages().find((page) => page.url().startsWith(origin));
  await expect.poll(first).toBeDefined();
  await first()?.close();
  await stopDocument(context);
  await reload(started);
  const next = random(7);
  const pages = await Promise.all(Array.from({ length: 5 }, () => context.newPage()));
  const tabs = pages.map((page) => new SoakTab(page, url, next));
  for (const tab of tabs) await tab.open();
  const before = await measured(started, tabs, warmTexts);

  const length = minutes * 60_000;
  const begin = Date.now();
  const counts = { texts: 0, letters: 0, shown: 0, workers: 0, documents: 0, reloads: 0 };
  /** What is due now, for the middle of a text. */
  const due = (): (() => Promise<void>) | undefined => {
    const passed = Date.now() - begin;
    if (counts.reloads < reloads && passed > ((counts.reloads + 1) * length) / (reloads + 1)) {
      counts.reloads += 1;
      return () => reload(started);
    }
    // Each once a minute, half a minute apart.
    if (passed > (counts.workers + 0.5) * 60_000) {
      counts.workers += 1;
      return () => stopServiceWorker(context, origin);
    }
    if (passed > (counts.documents + 1) * 60_000) {
      return async () => {
        counts.documents += 1;
        expect(await stopDocument(context), 'there was a document of the engine').toBe(true);
      };
    }
    return undefined;
  };
  while (Date.now() - begin < length) {
    const tab = tabs[Math.floor(next() * tabs.length)];
    await tab?.wander();
    const written = await tab?.write(due());
    counts.texts += 1;
    counts.letters += written?.letters ?? 0;
    if (written?.isShown === true) counts.shown += 1;
  }
  const after = await measured(started, tabs, 1);
  const [young, old] = await lived(started, tabs);
  const grown = (after.pages - kept) / before.pages - 1;
  const result = {
    minutes,
    ...counts,
    before,
    after,
    keptOfEmptyExtension: kept,
    pagesGrown: grown,
    engineDocument: { young, old },
    errors,
  };
  console.log(JSON.stringify(result));
  const out = process.env['FOREWORD_OUT'];
  if (out !== undefined) writeFileSync(`${out}/soak.json`, `${JSON.stringify(result, null, 2)}\n`);
  expect(errors).toEqual([]);
  expect(counts.shown / counts.texts).toBeGreaterThan(0.95);
  expect(counts.reloads).toBe(reloads);
  expect(Math.abs(grown)).toBeLessThan(0.05);
  expect(Math.abs(after.serviceWorker / before.serviceWorker - 1)).toBeLessThan(0.05);
  // Less is no leak: the first one shares a process with what the browser had of the page of the first run.
  expect(after.engineDocument / before.engineDocument).toBeLessThan(1.05);
  expect(Math.abs(old / young - 1)).toBeLessThan(0.05);
  await started.close();
  rmSync(folder, { recursive: true });
  close();
});
