import { type Page, expect, test } from '@playwright/test';
import { type Started, start } from './browser.js';
import { ghostOf } from './closed.js';
import { EngineDocument } from './engine-document.js';
import { built } from './extension-page.js';
import { serve } from './server.js';

/** The package as people get it, with its model: one browser, since unpacking takes seconds. */
test.describe.configure({ mode: 'serial' });

let started: Started;
let server: Awaited<ReturnType<typeof serve>>;
let page: Page;
const strangers: string[] = [];

test.beforeAll(async () => {
  server = await serve();
  started = await start(built('chromium'));
  started.context.on('request', (request) => {
    const url = request.url();
    const isKnown = [server.url, server.other, started.origin].some((origin) => url.startsWith(origin));
    if (!isKnown && !/^(data|blob|about):/.test(url)) strangers.push(url);
  });
  page = await started.context.newPage();
  // The document is made before it is needed, so that its worker can be taken away later on.
  await started.context.serviceWorkers()[0]?.evaluate(async () => {
    // The first run has asked for one.
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

/** What the page of everything that was learned says. */
async function memory(): Promise<string> {
  const options = await started.context.newPage();
  await options.goto(`${started.origin}/options.html#memory`);
  const entries = options.locator('.fw-page');
  await expect(entries).toContainText(/message/, { timeout: 30_000 });
  const text = await entries.innerText();
  await options.close();
  return text;
}

test('the model is unpacked and loaded from the package, and drafts come', async () => {
  test.setTimeout(120_000);
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

test('what was learned stays on its site unless two have it, until the person decides otherwise', async () => {
  const options = await started.context.newPage();
  await options.goto(`${started.origin}/options.html#settings`);
  const shared = options.getByRole('radio', { name: 'Words used on two sites' });
  await expect(shared).toBeChecked({ timeout: 30_000 });
  const nothing = options.getByRole('radio', { name: 'Nothing' });
  await nothing.check({ force: true });
  await options.reload();
  await expect(nothing).toBeChecked({ timeout: 30_000 });
  await options.close();
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
