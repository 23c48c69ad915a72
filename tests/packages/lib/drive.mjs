/** Chromium opens a page of the matrix, types, and sees drafts. */
/* global document */
import { env } from 'node:process';
import { chromium } from 'playwright-core';

const typed = 'Thanks for your email. I just wanted to';

/** Milliseconds until the weights have come, are unpacked and loaded, and drafts are there. */
const patience = 300_000;

/**
 * Opens `url` and types into its first field. Rejects if anything is asked of another origin, if the page or its workers
 * complain, or if no drafts come.
 */
export async function drive(url, { field = 'textarea', mayComplain = [] } = {}) {
  const browser = await chromium.launch({
    executablePath: env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'],
  });
  try {
    const page = await browser.newPage();
    const { origin } = new URL(url);
    const requests = [];
    const faults = [];
    let fail;
    const failed = new Promise((_, reject) => (fail = reject));
    const fault = (text) => {
      if (mayComplain.some((known) => known.test(text))) return;
      faults.push(text);
      fail(new Error(text));
    };
    failed.catch(() => undefined);
    page.context().on('request', (request) => {
      const asked = request.url();
      if (/^(blob|data):/.test(asked)) return;
      if (new URL(asked).origin !== origin) fault(`asked another origin: ${asked}`);
      requests.push(new URL(asked).pathname);
    });
    page.on('pageerror', (error) => fault(`the page threw: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error')
        fault(`the console says: ${message.text()} (${message.location().url})`);
    });
    const start = performance.now();
    // A development server compiles on demand.
    await page.goto(url, { timeout: patience });
    await page.locator(field).first().click();
    await page.keyboard.type(typed, { delay: 20 });
    const shown = await Promise.race([draftsOf(page, field), failed]);
    const seconds = (performance.now() - start) / 1000;
    const isIsolated = await page.evaluate(() => globalThis.crossOriginIsolated);
    if (faults.length > 0) throw new Error(faults.join('\n'));
    if (isIsolated) throw new Error('the page is cross-origin isolated, which the packages must not need');
    return { drafts: shown, secondsToDrafts: Number(seconds.toFixed(1)), requests: requests.length };
  } finally {
    await browser.close();
  }
}

/** The drafts, as the page writes them into its `output`, or as a field's Tab key inserts the best one. */
async function draftsOf(page, field) {
  if ((await page.locator('output').count()) > 0) {
    const handle = await page.waitForFunction(
      () => document.querySelector('output').textContent.trim() || undefined,
      undefined,
      { timeout: patience },
    );
    return (await handle.jsonValue()).split('\n');
  }
  return [await drawn(page, field)];
}

/** What is drawn at the caret is in a closed shadow root, and taken with Tab. */
async function drawn(page, field) {
  const textOf = () =>
    page
      .locator(field)
      .first()
      .evaluate((element) => element.value ?? element.textContent);
  const client = await page.context().newCDPSession(page);
  let [last, looks] = [undefined, 0];
  // A key takes only what stood there long enough to be read.
  const ghost = await until(async () => {
    const { root } = await client.send('DOM.getDocument', { depth: -1, pierce: true });
    const seen = ghostIn(root);
    looks = seen === last ? looks + 1 : 0;
    last = seen;
    return looks >= 4 ? seen : undefined;
  }, patience);
  const before = await textOf();
  await page.keyboard.press('Tab');
  const after = await textOf();
  // An editor may write a space at the end of a line as one that doesn't break.
  const plain = (text) => text.replaceAll('\u00a0', ' ');
  if (plain(after) !== plain(before + ghost)) {
    throw new Error(`Tab made ${JSON.stringify(after)} of ${JSON.stringify(before)}; drawn was ${ghost}`);
  }
  return ghost;
}

/** The text of the ghost, if there is one, in whatever shadow root. */
function ghostIn(node) {
  const { attributes = [], shadowRoots = [], children = [] } = node;
  const at = attributes.indexOf('class');
  if (at % 2 === 0 && attributes[at + 1].split(' ').includes('ghost')) {
    return textIn(node).replaceAll('\u200b', '') || undefined;
  }
  for (const inner of [...shadowRoots, ...children]) {
    const text = ghostIn(inner);
    if (text !== undefined) return text;
  }
  return undefined;
}

function textIn({ nodeType, nodeValue, children = [] }) {
  return nodeType === 3 ? nodeValue : children.map(textIn).join('');
}

/** The first answer that isn't `undefined`. A page has no event for what is drawn, so it is looked at again. */
async function until(look, milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing was there after ${milliseconds / 1000} s`);
}
