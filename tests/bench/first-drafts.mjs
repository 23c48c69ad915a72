/* global document, requestAnimationFrame */
/**
 * How long a visit takes until the first drafts are on screen, with the files kept from an earlier visit: from the start of
 * the page's loading to the frame with the first ghost, and to the frame in which the field can be written in. Words are
 * typed as soon as there is a field. Before what is measured comes a visit that downloads, and one in which a few sentences
 * are written: Chromium keeps the engine's compiled code after such a visit, and not after one that ends with the first
 * ghost (`--settled no`). Prints JSON. The page must be served: `npm run build && cargo xtask serve`.
 *
 *   --url URL      where the page is served (default http://localhost:8417); several are visited in turn
 *   --kept WHERE   disk, as a person's browser keeps files (default), or memory, as a private window does, where each
 *                  megabyte that the engine reads comes from another process
 *   --path PATH    of the page there (default /?e2e&backend=cpu, whose overlay can be looked into)
 *   --rounds N     visits (default 12)
 *   --settled no   leaves out the visit in which sentences are written
 *   --text TEXT    what is typed (default "Thank you for your ")
 *   --slow N       factor by which the whole browser is slowed down (default 1; see slow/slow.mjs; Linux)
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { machineFacts } from './facts.mjs';
import { calibrate } from './slow/calibrate.mjs';
import { slowDown } from './slow/slow.mjs';
import { quantile } from './summary.mjs';

const { values } = parseArgs({
  options: {
    url: { type: 'string', multiple: true, default: ['http://localhost:8417'] },
    kept: { type: 'string', default: 'disk' },
    path: { type: 'string', default: '/?e2e&backend=cpu' },
    rounds: { type: 'string', default: '12' },
    settled: { type: 'string', default: 'yes' },
    text: { type: 'string', default: 'Thank you for your ' },
    slow: { type: 'string', default: '1' },
  },
});
/** What somebody writes after the first words. */
const written =
  'help with the move on Sunday. I know that it was a long day for everybody, and I hope you had time to rest since ' +
  'then. Could we meet next week about the rest? I am free on Tuesday and Thursday, and can come by after work.';
const folder = await mkdtemp(join(tmpdir(), 'foreword-visits-'));
const viewport = { width: 1100, height: 760 };
const launch = {
  executablePath: process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
};
const context =
  values.kept === 'disk'
    ? await chromium.launchPersistentContext(folder, { ...launch, viewport })
    : await chromium.launch(launch).then((browser) => browser.newContext({ viewport }));
const browser = context.browser();
try {
  await context.addInitScript(noteFrames);
  const slow = Number(values.slow);
  let calibration;
  for (const url of values.url) {
    // The first visit downloads and unpacks.
    calibration = await visit(url, (page) => (slow === 1 ? undefined : calibrate(browser, page, slow)));
    if (values.settled === 'yes') await visit(url, write);
  }
  const visits = [];
  const endSlow = await slowDown(browser, slow, calibration?.lossMs);
  try {
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const url of values.url) visits.push({ url, ...(await visit(url, (_, times) => times)) });
    }
  } finally {
    await endSlow();
  }
  const summary = values.url.map((url) => {
    const times = (what) => visits.filter((visit) => visit.url === url).map((visit) => visit[what]);
    const quantiles = (all) => ({
      p50: Math.round(quantile(all, 0.5)),
      p95: Math.round(quantile(all, 0.95)),
    });
    return { url, field: quantiles(times('field')), drafts: quantiles(times('drafts')) };
  });
  const facts = {
    ...machineFacts('first-drafts.mjs', {
      ...values,
      url: values.url.map((url) => new URL(url).host).join(' --url '),
    }),
    browser: browser.version(),
  };
  console.log(JSON.stringify({ facts, calibration, summary, visits }, undefined, 1));
} finally {
  await context.close();
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
}

/** Opens the page, types at once, waits for the first ghost, and hands the times to `task` before it closes the page. */
async function visit(url, task) {
  const page = await context.newPage();
  try {
    await page.goto(`${url}${values.path}`);
    const field = page.locator('textarea').first();
    await field.waitFor();
    const written = await page.evaluate(() => performance.now());
    await field.focus();
    await page.keyboard.type(values.text);
    const end = await page.waitForFunction(howItEnded, undefined, { timeout: 300_000 });
    const drafts = await end.jsonValue();
    if (typeof drafts === 'string') throw new Error(`${url} has no drafts: ${drafts}`);
    return await task(page, { field: written, drafts });
  } finally {
    await page.close();
  }
}

/** Runs in the page: when the first ghost was there, or why there will be none. */
function howItEnded() {
  if (document.querySelector('.state')?.dataset.state !== 'failed') return globalThis.firstGhostAt;
  return document.querySelector('.notice-text').textContent;
}

/** Writes a few sentences, with pauses in which drafts come. */
async function write(page) {
  for (const word of written.split(' ')) {
    await page.keyboard.type(`${word} `, { delay: 60 });
    await page.waitForTimeout(250);
  }
  // The visits that are measured begin with an empty text.
  await page.getByRole('button', { name: 'New text' }).click();
  await page.waitForFunction(() => document.querySelector('textarea').value === '');
  await page.waitForTimeout(500);
}

/** Runs in the page, before its scripts: notes when the first frame with a ghost was painted, since loading began. */
function noteFrames() {
  const look = () => {
    const frame = document.querySelector('foreword-overlay')?.shadowRoot?.querySelector('.frame');
    const ghost = frame?.hidden === false ? (frame.querySelector('.ghost')?.textContent ?? '') : '';
    if (ghost === '') return requestAnimationFrame(look);
    const channel = new MessageChannel();
    channel.port1.onmessage = () => (globalThis.firstGhostAt = performance.now());
    channel.port2.postMessage(0);
  };
  requestAnimationFrame(look);
}
