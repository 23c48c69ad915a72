import { readFile } from 'node:fs/promises';
import { type Locator, type Page, expect, test } from '@playwright/test';
import { serveApp } from './app.js';
import { type Started, start } from './browser.js';
import { ghostOf } from './closed.js';
import { EngineDocument } from './engine-document.js';
import { built } from './extension-page.js';
import { interruptUnpacking } from './interrupt.js';
import { serve } from './server.js';

/** The package as people get it, with its model: one browser, since unpacking takes seconds. */
test.describe.configure({ mode: 'serial' });

let started: Started;
let server: Awaited<ReturnType<typeof serve>>;
let app: Awaited<ReturnType<typeof serveApp>>;
let page: Page;
/** How far the model was unpacked when that was interrupted, in percent. */
let reached: number;
const strangers: string[] = [];

test.beforeAll(async () => {
  server = await serve();
  app = await serveApp();
  started = await start(built('chromium'));
  started.context.on('request', (request) => {
    const url = request.url();
    const { origin, hostname } = new URL(url);
    const isKnown =
      [server.url, server.other, app.url, started.origin].includes(origin) ||
      url.startsWith(started.origin) ||
      hostname === 'third.localhost';
    if (!isKnown && !/^(data|blob|about):/.test(url)) strangers.push(url);
  });
  page = await started.context.newPage();
  reached = await interruptUnpacking(started);
  // The document is made before it is needed, so that its worker can be taken away later on.
  await started.context.serviceWorkers()[0]?.evaluate(async () => {
    // The first run may have asked for one.
    await chrome.offscreen.closeDocument().catch(() => undefined);
    const reasons = [chrome.offscreen.Reason.WORKERS];
    await chrome.offscreen.createDocument({ url: 'offscreen.html', reasons, justification: 'A test.' });
  });
  const document = await EngineDocument.find(started.context);
  await document?.evaluate(
    'globalThis.Worker = class extends Worker { constructor(...given) { super(...given); globalThis.lastWorker = this; } }; 1',
  );
});

test.afterAll(async () => {
  await started.close();
  server.close();
  app.close();
});

/** How the field that has the focus is. */
async function state(): Promise<string> {
  const status = await started.context.serviceWorkers()[0]?.evaluate(async (url) => {
    const tabs = await chrome.tabs.query({});
    const id = tabs.findLast((tab) => tab.url === url)?.id ?? 0;
    const answer: unknown = await chrome.tabs.sendMessage(id, { to: 'frame', kind: 'status' });
    return JSON.stringify(answer);
  }, page.url());
  const { state: is = '', detail = '' } = JSON.parse(status ?? '{}') as { state?: string; detail?: string };
  return `${is} ${detail}`.trim();
}

/** Waits for a draft, takes it, and sees that it is in the text. */
async function takeDraft(): Promise<void> {
  const before = await page.locator('#field').inputValue();
  await expect.poll(() => ghostOf(page), { timeout: 60_000 }).not.toBe('');
  const draft = await ghostOf(page);
  await page.keyboard.press('Tab');
  await expect(page.locator('#field')).toHaveValue(before + draft);
}

/** The page of everything that was learned, once its sum and its rows are drawn. */
async function loadedMemory(options: Page): Promise<Locator> {
  const all = options.locator('.fw-page');
  await expect(all.locator('.fw-memory-sum')).toHaveText(/\S/, { timeout: 30_000 });
  await expect(all.getByRole('list', { name: 'Messages' }).or(all.locator('.fw-empty'))).toBeVisible();
  await expect(all.locator('[aria-busy=true], .fw-memory-row-empty')).toHaveCount(0);
  return all;
}

/** What that page says. */
async function memory(): Promise<string> {
  const options = await started.context.newPage();
  await options.goto(`${started.origin}/options.html#memory`);
  const text = await (await loadedMemory(options)).innerText();
  await options.close();
  return text;
}

test('the model is unpacked and loaded from the package, also when that was interrupted, and drafts come', async () => {
  test.setTimeout(120_000);
  expect(reached).toBeLessThan(100);
  await page.goto(`${server.url}/page/plain`);
  await page.locator('#field').click();
  await page.keyboard.type('Thank you for your');
  await expect.poll(state, { timeout: 90_000 }).toBe('on');
  await takeDraft();
});

test('a worker that falls silent is replaced, and the next draft comes', async () => {
  test.setTimeout(120_000);
  const document = await EngineDocument.find(started.context);
  // As one that closes itself: nobody is told.
  expect(await document?.evaluate('lastWorker.terminate(); true')).toBe(true);
  await page.locator('#field').fill('');
  await page.locator('#field').click();
  await page.keyboard.type('Please let me know if you');
  await takeDraft();
});

test('what was written is in the memory with its site, for its owner to see', async () => {
  test.setTimeout(90_000);
  await page.locator('#field').fill('');
  await page.locator('#field').click();
  await page.keyboard.type('The harbour master of Wexcombe rang twice about the mooring.');
  await page.locator('#elsewhere').click();
  await expect
    .poll(memory, { timeout: 30_000 })
    .toContain('The harbour master of Wexcombe rang twice about the mooring.');
  expect(await memory()).toContain('localhost');
});

test('a chat teaches the words of its owner', async () => {
  test.setTimeout(90_000);
  const options = await started.context.newPage();
  await options.goto(`${started.origin}/options.html#learn`);
  const dialog = options.getByRole('dialog', { name: 'Learn from files' });
  const chat =
    '[3.5.2024, 10:00] Ann Lee: are you coming?\n' +
    '[3.5.2024, 10:01] Jo: The ferry to Osmotherley leaves at eight.\n[3.5.2024, 10:02] Ann Lee: good\n';
  const buffer = Buffer.from(chat);
  const file = { name: 'WhatsApp Chat with Ann Lee.txt', mimeType: 'text/plain', buffer };
  await dialog.getByLabel('Choose files').setInputFiles(file);
  await expect(dialog.getByRole('checkbox', { name: /^Jo/ })).toBeChecked();
  await dialog.getByRole('button', { name: 'Read my words' }).click();
  await expect(dialog.getByRole('list', { name: 'Found messages' })).toContainText(
    'The ferry to Osmotherley',
  );
  await dialog.getByRole('button', { name: 'Learn 1 message' }).click();
  await expect(dialog.getByText('1 message learned.')).toBeVisible();
  await options.close();
  expect(await memory()).toContain('The ferry to Osmotherley leaves at eight.');
});

/** Writes a sentence, and leaves the field. */
async function write(text: string): Promise<void> {
  await page.bringToFront();
  await page.locator('#field').fill('');
  await page.locator('#field').click();
  await page.keyboard.type(text);
  await page.locator('#elsewhere').click();
}

/** What is offered behind `text` on a site, or nothing, when the engine has answered. */
async function offered(site: string, text: string): Promise<string> {
  await page.goto(`${site}/page/plain`);
  await page.locator('#field').click();
  await page.keyboard.type(text);
  await expect.poll(state, { timeout: 30_000 }).toBe('on');
  // A draft that comes at all is there by then; where one is expected, it is waited for by whoever asks again.
  const end = Date.now() + 2_500;
  let ghost = '';
  while (ghost === '' && Date.now() < end) ghost = await ghostOf(page);
  await page.locator('#field').fill('');
  return ghost;
}

async function share(label: string): Promise<void> {
  const options = await started.context.newPage();
  await options.goto(`${started.origin}/options.html#settings`);
  const group = options.getByRole('group', { name: 'What you write is used' });
  await expect(group.getByRole('radio').first()).toBeEnabled({ timeout: 30_000 });
  await group.getByText(label, { exact: true }).click();
  await options.reload();
  await expect(group.getByRole('radio', { name: label, exact: true })).toBeChecked({ timeout: 30_000 });
  await options.close();
}

test('what was learned stays on its site unless two have it, until the person decides otherwise', async () => {
  test.setTimeout(120_000);
  const [first, second, third] = [
    server.url,
    server.other,
    server.url.replace('localhost', 'third.localhost'),
  ];
  const begun = 'Please bring the parcel to Quen';
  const teach = async (site: string, text: string) => {
    await page.goto(`${site}/page/plain`);
    await write(text);
    await expect.poll(memory, { timeout: 30_000 }).toContain(text.slice(0, -1));
  };
  await teach(first, 'Could you leave the keys at Quenwick for me on Monday?');
  await teach(first, 'We met at Quenwick for tea and talked about the boat.');
  await expect.poll(() => offered(first, begun), { timeout: 30_000 }).toMatch(/^wick/);
  expect(await offered(second, begun)).not.toMatch(/^wick/);
  expect(await offered(third, begun)).not.toMatch(/^wick/);
  // Used on a second site, it is a word that a third may offer.
  await teach(second, 'The road to Quenwick is closed until the end of May.');
  await expect.poll(() => offered(third, begun), { timeout: 30_000 }).toMatch(/^wick/);
  await share('On its own site');
  expect(await offered(third, begun)).not.toMatch(/^wick/);
  await share('Everywhere');
  await expect.poll(() => offered(third, begun), { timeout: 30_000 }).toMatch(/^wick/);
  await page.goto(`${first}/page/plain`);
});

test('nothing is learned once that is switched off', async () => {
  test.setTimeout(90_000);
  const options = await started.context.newPage();
  await options.goto(`${started.origin}/options.html#memory`);
  const learns = options.getByRole('switch', { name: 'Learn from what I write' });
  await expect(learns).toBeChecked({ timeout: 30_000 });
  await learns.click();
  await expect(learns).not.toBeChecked();
  await write('The lighthouse keeper of Dunmarrow paints in the evenings.');
  await options.bringToFront();
  await learns.click();
  await expect(learns).toBeChecked();
  await options.close();
  // What is learned afterwards is there, and what was written in between isn't.
  await write('The ferry to Callisay leaves from the eastern pier.');
  await expect.poll(memory, { timeout: 30_000 }).toContain('Callisay');
  expect(await memory()).not.toContain('Dunmarrow');
});

/** Saves everything that was learned as a file sealed with `passphrase`, as a person does. */
async function exported(at: Page, passphrase: string): Promise<string> {
  await at.getByRole('button', { name: 'Export' }).click();
  const dialog = at.getByRole('dialog', { name: 'Export' });
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await dialog.getByLabel('Passphrase again').fill(passphrase);
  const [download] = await Promise.all([
    at.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export' }).click(),
  ]);
  await expect(dialog).toBeHidden();
  return download.path();
}

async function imported(at: Page, file: string, passphrase: string): Promise<void> {
  await at.getByRole('button', { name: 'Import' }).click();
  const dialog = at.getByRole('dialog', { name: 'Import' });
  await dialog.locator('input[type=file]').setInputFiles(file);
  const go = dialog.getByRole('button', { name: 'Import' });
  await go.click();
  const sealed = dialog.getByLabel('This file is sealed');
  // A wrong one opens nothing, and changes nothing.
  await sealed.fill(`not ${passphrase}`);
  await go.click();
  await expect(sealed).toHaveAttribute('aria-invalid', 'true', { timeout: 20_000 });
  await sealed.fill(passphrase);
  await go.click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
}

test('what was learned goes to the app and back, in files sealed with one passphrase', async () => {
  test.setTimeout(120_000);
  const passphrase = 'seven quiet boats in the harbour';
  const options = await started.context.newPage();
  await options.goto(`${started.origin}/options.html#memory`);
  await expect(options.locator('.fw-page')).toContainText('Callisay', { timeout: 30_000 });
  const ours = await exported(options, passphrase);
  expect(await readFile(ours, 'utf8')).not.toContain('Callisay');

  const there = await started.context.newPage();
  await there.goto(`${app.url}/#/memory`);
  const entries = there.locator('.fw-page');
  await expect(there.getByRole('switch', { name: 'Learn from what I write' })).toBeVisible({
    timeout: 60_000,
  });
  await imported(there, ours, passphrase);
  await expect(entries).toContainText('ferry to Callisay leaves from the eastern pier');
  await expect(entries).toContainText('localhost');

  await there.getByRole('button', { name: 'Add a word' }).click();
  await there.getByLabel('Word, name or phrase').fill('Pellwyth');
  await there.getByLabel('A sentence with it').fill('The lamps of Pellwyth were lit at dusk.');
  await there.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
  await expect(entries).toContainText('The lamps of Pellwyth were lit at dusk.');
  const theirs = await exported(there, passphrase);

  await imported(options, theirs, passphrase);
  await expect(options.locator('.fw-page')).toContainText('The lamps of Pellwyth were lit at dusk.');
  await expect(options.getByText('ferry to Callisay leaves')).toHaveCount(1);
  await there.close();
  await options.close();
});

test('times and counts are numbers alone', async () => {
  const document = await EngineDocument.find(started.context);
  await expect
    .poll(() => document?.evaluate("localStorage.getItem('foreword-times')"), { timeout: 20_000 })
    .toMatch(/^[\d[\]{}",:.a-z]*$/i);
  const words = await document?.evaluate(
    "[...(localStorage.getItem('foreword-times') ?? '').matchAll(/[a-z]{2,}/gi)].map(([word]) => word)",
  );
  expect(new Set(words as string[])).toEqual(new Set(['version', 'days', 'day', 'used', 'cpu', 'times']));
});

test('nothing was asked of anybody', () => {
  expect(strangers).toEqual([]);
});
