/* global document, getComputedStyle, innerHeight, location, requestAnimationFrame */
/**
 * Takes the pictures in `docs/screenshots`, for people to look at: places where drawing goes wrong easily. The page must
 * be served: `npm run build && cargo xtask serve`.
 *
 *   node tests/e2e/screenshots.mjs [--url http://localhost:8417] [--only NAME]
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { createServer, defaultClientConditions } from 'vite';

const { values } = parseArgs({
  options: { url: { type: 'string', default: 'http://localhost:8417' }, only: { type: 'string' } },
});
const out = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const text = 'Hi Sarah, thanks for your email. I just wanted to let you know that the meeting';
const desktop = { viewport: { width: 900, height: 520 } };

const mails = [
  'Hi Tomasz, thanks for sending over the quarterly figures. I will go through them on Monday. Best wishes, Ingrid',
  'Hi Sarah, thanks for sending over the notes from Thursday. The Anchor at seven works for me. Best, Ingrid',
  'Dear Priya, thanks for sending over the tickets. Ms Wojciechowska will join us at the Anchor. Best wishes, Ingrid',
];

/** Each takes a fresh page of the app, in which drafts come, and leaves it as it is to be seen. */
const scenes = {
  light: [desktop, (page) => write(page, text)],
  dark: [{ ...desktop, colorScheme: 'dark' }, (page) => openList(page, text)],
  bottom: [
    desktop,
    async (page) => {
      const lines = await page.evaluate(() => {
        const field = document.querySelector('textarea');
        const line = Number.parseFloat(getComputedStyle(field).lineHeight);
        return Math.floor((innerHeight - field.getBoundingClientRect().top) / line) - 3;
      });
      await page.keyboard.insertText('A line of the text.\n'.repeat(lines));
      await openList(page, text);
    },
  ],
  // Above an on-screen keyboard so much is left of a phone's window.
  phone: [
    { viewport: { width: 390, height: 420 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
    async (page) => {
      await page.keyboard.insertText('A line of the text.\n'.repeat(9));
      await write(page, text);
    },
  ],
  // Twice as large: the page has half as many pixels of its own.
  zoom: [{ viewport: { width: 450, height: 300 }, deviceScaleFactor: 2 }, (page) => openList(page, text)],
  // With the keyboard away: chips stand above the pages.
  'write-phone': [
    { viewport: { width: 390, height: 760 }, isMobile: true, hasTouch: true },
    async (page) => {
      await addressed(page);
      await page.locator('textarea').tap({ position: { x: 60, y: 30 } });
      await write(page, text);
    },
  ],
  // Somebody who has written such mails before.
  why: [
    { viewport: { width: 1120, height: 600 } },
    async (page) => {
      for (const words of mails) {
        await page.locator('textarea').fill(words);
        await page.locator('.saving[data-state="saved"]').waitFor();
        await page.getByRole('button', { name: 'New text' }).click();
      }
      await page.getByRole('link', { name: 'Memory' }).click();
      await page.locator('.page').getByText('Wojciechowska').first().waitFor({ timeout: 60_000 });
      await page.getByRole('link', { name: 'Write' }).click();
      await page.locator('textarea').focus();
      await openList(page, 'Hi Marek, thanks for sen');
      await page.keyboard.press('Alt+Enter');
      await page.locator('.why-note').first().waitFor();
    },
  ],
  print: [
    desktop,
    async (page) => {
      await openList(page, text);
      await page.emulateMedia({ media: 'print' });
    },
  ],
};

/** What somebody has written before. */
const notes = [
  ['Note', 'Things to do before the end of the week: call the plumber, and send Ravi the figures.'],
  ['Chat', 'Hey Marta, are you still up for climbing on Saturday? I can bring the rope.'],
  ['Document', 'The purpose of this document is to say how we look after the garden in winter.'],
  ['E-mail', 'Dear Mr Novak, thank you for the tickets. We will be there at eight. Best wishes, Ingrid'],
];

/** Right-to-left text gets no drafts of the model, which knows English only: here they are given. */
const leftward = {
  before: 'שלום שרה, תודה על ההודעה. רציתי רק לומר',
  drafts: [' שהפגישה נדחתה ליום שישי', ' שאני בדרך', ' שלא אוכל לבוא'],
};

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
});
try {
  for (const [name, [options, prepare]] of Object.entries(scenes)) {
    if (values.only !== undefined && values.only !== name) continue;
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.goto(`${values.url}/?e2e&backend=cpu`);
    await page.locator('.state[data-state="ready"]').waitFor({ timeout: 120_000 });
    await page.locator('textarea').focus();
    await prepare(page);
    await take(page, name);
    await context.close();
  }
  if (values.only === undefined || values.only === 'leftward') await takeLeftward();
  if (values.only === undefined || values.only === 'pages') await takePages();
} finally {
  await browser.close();
}

/** Every page in light, in dark and on a phone: `PAGE-light.png` and so on, as somebody sees it who has used it. */
async function takePages() {
  const looks = {
    light: { width: 1120, height: 700, colorScheme: 'light' },
    dark: { width: 1120, height: 700, colorScheme: 'dark' },
    phone: { width: 390, height: 760, colorScheme: 'light' },
  };
  const context = await browser.newContext({ viewport: looks.light });
  const page = await context.newPage();
  await page.goto(`${values.url}/?e2e&backend=cpu`);
  await page.locator('.state[data-state="ready"]').waitFor({ timeout: 240_000 });
  await page
    .locator('dialog[open]')
    .waitFor({ timeout: 1000 })
    .then(
      () => page.keyboard.press('Escape'),
      () => undefined,
    );
  for (const [kind, words] of notes) {
    await page.getByRole('button', { name: 'New text' }).click();
    await page.getByRole('radio', { name: kind }).check();
    await page.locator('textarea').fill(words);
    await page.locator('.saving[data-state="saved"]').waitFor();
  }
  await page.getByRole('button', { name: 'New text' }).click();
  await page.getByRole('radio', { name: 'E-mail' }).check();
  await addressed(page);
  await page.locator('textarea').focus();
  await openList(page, text);
  for (const name of ['Write', 'Voice', 'Memory', 'Speed', 'Settings']) {
    for (const [look, { width, height, colorScheme }] of Object.entries(looks)) {
      // On a phone there are chips: a scene of its own.
      if (name === 'Write' && look === 'phone') continue;
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.evaluate((hash) => {
        if (!location.hash.startsWith(hash)) location.hash = hash;
      }, `#/${name.toLowerCase()}`);
      await page.locator('.page h1:visible, .sheet:visible').first().waitFor();
      await page.waitForLoadState('networkidle');
      await take(page, `${name.toLowerCase()}-${look}`);
    }
  }
  await context.close();
}

/** The lines above an e-mail. */
async function addressed(page) {
  await page.getByRole('textbox', { name: 'To', exact: true }).fill('Sarah Lindqvist');
  await page.getByRole('textbox', { name: 'Subject' }).fill('Thursday’s meeting');
}

async function takeLeftward() {
  const server = await createServer({
    configFile: false,
    root: fileURLToPath(new URL('field', import.meta.url)),
    logLevel: 'error',
    server: { port: 0, fs: { strict: false } },
    resolve: { conditions: ['foreword-source', ...defaultClientConditions] },
  });
  try {
    await server.listen();
    const page = await browser.newPage({ viewport: { width: 700, height: 260 } });
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await page.waitForFunction(() => globalThis.attached !== undefined);
    await page.evaluate(({ before, drafts }) => {
      globalThis.draftsFor = () => drafts;
      const field = document.querySelector('textarea');
      field.dir = 'rtl';
      field.focus();
      field.value = before;
      field.dispatchEvent(new Event('input'));
    }, leftward);
    await page.locator('.ghost:not(:empty)').waitFor();
    await pressDown(page);
    await take(page, 'leftward');
  } finally {
    await server.close();
  }
}

/** Types, and waits until drafts are shown and nothing is on its way any more. */
async function write(page, words) {
  await page.keyboard.type(words.slice(0, -12), { delay: 5 });
  await page.keyboard.type(words.slice(-12), { delay: 60 });
  await page
    .locator('.ghost:not(:empty), .suggestions:not([hidden]), .chips:not([hidden]) .chip')
    .first()
    .waitFor({ timeout: 60_000 });
  await page.locator('.state[data-phase="idle"]').waitFor({ timeout: 60_000 });
}

async function openList(page, words) {
  await write(page, words);
  await pressDown(page);
}

async function pressDown(page) {
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowUp');
  await page.getByRole('option').first().waitFor();
}

async function take(page, name) {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  await page.screenshot({ path: `${out}${name}.png`, animations: 'disabled', caret: 'initial' });
}
