/* global document, requestAnimationFrame */
/**
 * Types texts into the writing page in Chromium, letter by letter, with the pauses of a seeded trace, and writes down
 * which ghost stood there in each frame. Each text is typed twice: by a person who takes what fits, and by one who takes
 * nothing. Prints JSON. The page must be served: `npm run build && cargo xtask serve`.
 *
 *   --url URL     where the page is served (default http://localhost:8417)
 *   --texts FILE  texts to type (default tests/bench/typing/texts.json)
 *   --seed N      of the traces (default 1)
 *   --reading MS  a ghost must have stood for so long before it is taken (default 100: see `lately.ts`)
 *   --only WHO    "takes" or "types" (default: both)
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { machineFacts } from './facts.mjs';
import { takenOf } from './typing/person.mjs';
import { pausesOf, summaryOf, tallyOf } from './typing/tally.mjs';
import { traceOf } from './typing/trace.mjs';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:8417' },
    texts: { type: 'string', default: new URL('typing/texts.json', import.meta.url).pathname },
    seed: { type: 'string', default: '1' },
    reading: { type: 'string', default: '100' },
    only: { type: 'string' },
  },
});
const texts = JSON.parse(readFileSync(values.texts, 'utf8'));
const people = ['takes', 'types'].filter((who) => values.only === undefined || values.only === who);

const machine = machineFacts('typing.mjs', values);
const browser = await chromium.launch({
  executablePath: process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
});
try {
  const page = await openPage();
  const runs = [];
  for (const who of people) {
    for (const [number, { name, text }] of texts.entries()) {
      const trace = traceOf(text, Number(values.seed) + number);
      runs.push({ who, name, ...(await type(page, text, trace, who === 'takes')) });
    }
  }
  const of = (who) => runs.filter((run) => run.who === who);
  const summary = Object.fromEntries(people.map((who) => [who, summaryOf(of(who))]));
  console.log(JSON.stringify({ machine, browser: browser.version(), summary, runs }, undefined, 1));
} finally {
  await browser.close();
}

async function openPage() {
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto(`${values.url}/?e2e&backend=cpu`);
  await page.locator('.state[data-state="ready"]').waitFor({ timeout: 300_000 });
  await page.evaluate(() => {
    const field = document.querySelector('textarea');
    globalThis.look = () => {
      const frame = document.querySelector('foreword-overlay')?.shadowRoot?.querySelector('.frame');
      const ghost = frame?.hidden === false ? (frame.querySelector('.ghost')?.textContent ?? '') : '';
      return { at: performance.now(), length: field.textLength, ghost };
    };
    globalThis.log = [];
    const watch = () => {
      const state = globalThis.look();
      const last = globalThis.log.at(-1);
      if (last?.ghost !== state.ghost || last.length !== state.length) globalThis.log.push(state);
      requestAnimationFrame(watch);
    };
    watch();
  });
  return page;
}

/** Types one text into the empty sheet. */
async function type(page, text, trace, isTaking) {
  await page.evaluate(() => {
    const field = document.querySelector('textarea');
    field.focus();
    field.select();
    // The person's own keys: what a program deletes is not on the way to the engine.
    document.execCommand('delete');
    globalThis.log = [];
  });
  const taken = [];
  const surprises = [];
  const slips = [];
  const pauses = [];
  let [length, keys] = [0, 0];
  let due = performance.now() + 500;
  /** The ghost as it was seen first, and since when it stands. */
  let seen = { whole: '', since: 0, length: 0 };
  while (length < text.length) {
    const gap = trace[length];
    if (length > 0) due += gap;
    const lastKeyAt = await page.evaluate(() => performance.now());
    await until(due);
    const slip = performance.now() - due;
    slips.push(slip);
    // A key that came late on a busy machine doesn't make the next one come sooner.
    due += slip;
    const { at, ghost } = await page.evaluate(() => globalThis.look());
    if (length > 0 && gap > 250) pauses.push({ at: lastKeyAt, length, ms: at - lastKeyAt });
    seen = standing(seen, ghost, length, at, await page.evaluate(() => globalThis.log.at(-1)?.at ?? 0));
    const wanted = isTaking ? takenOf(ghost, text.slice(length)) : undefined;
    if (wanted !== undefined && at - seen.since >= Number(values.reading)) {
      for (let press = 0; press < wanted.presses; press += 1) {
        if (press > 0) await until((due += trace[length]));
        await page.keyboard.press(wanted.key);
      }
      keys += wanted.presses;
      const before = length;
      const value = await valueOf(page);
      // The page takes what stood there for long enough: it may be shorter than what is seen, or something else.
      length = sharedLength(value, text);
      if (value.length > length) surprises.push({ shown: wanted.text, inserted: value.slice(before) });
      for (let wrong = length; wrong < value.length; wrong += 1) {
        await until((due += trace[length]));
        await page.keyboard.press('Backspace');
        keys += 1;
      }
      taken.push({ at, saved: length - before - wanted.presses, text: text.slice(before, length) });
      continue;
    }
    await page.keyboard.press(text[length] === '\n' ? 'Enter' : text[length]);
    keys += 1;
    length += 1;
  }
  await page.waitForTimeout(100);
  const value = await valueOf(page);
  const log = await page.evaluate(() => globalThis.log);
  if (value !== text) throw new Error(`the page has another text than was typed:\n${value}`);
  const tally = tallyOf({ text, log, taken });
  return {
    letters: text.length,
    keys,
    takes: taken.length,
    ...tally,
    pauses: pausesOf(log, pauses),
    taken: taken.map(({ text: words, saved }) => ({ words, saved })),
    surprises,
    slipMs: { p50: shareOf(slips, 0.5), p95: shareOf(slips, 0.95), p99: shareOf(slips, 0.99) },
  };
}

/** Since when the ghost stands: what a ghost was typed on to is the same ghost. */
function standing(seen, ghost, length, at, changedAt) {
  const typedOn = seen.whole.slice(length - seen.length);
  if (ghost !== '' && typedOn !== '' && ghost.startsWith(typedOn)) return seen;
  return { whole: ghost, since: ghost === '' ? at : changedAt, length };
}

function valueOf(page) {
  return page.evaluate(() => document.querySelector('textarea').value);
}

function shareOf(numbers, share) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return Math.round(10 * sorted[Math.floor(share * (sorted.length - 1))]) / 10;
}

function sharedLength(one, other) {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

function until(due) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
}
