/**
 * How fast the writing page answers keys: types texts with the unequal pauses of a person (60 to 250 ms) and measures
 * from each key to the painted ghost, the main thread's work per key, that of all threads, and long tasks. Prints JSON.
 * The page must be served: `npm run build && cargo xtask serve`.
 *
 *   --url URL       where the page is served (default http://localhost:8417)
 *   --path PATH     of the page there (default /?e2e&backend=cpu, whose overlay can be looked into)
 *   --texts FILE    JSON with a list of `{ name, text }`, or text with one message a line (default typing/texts.json)
 *   --limit N       texts at most (default 5); --letters N of each at most (default 240)
 *   --seed N        of the pauses (default 1)
 *   --slow LIST     factors by which the whole browser is slowed down (default 1,4; see slow/slow.mjs; Linux)
 *   --throttle LIST factors by which DevTools slow down the page's thread alone, beside that (default 1)
 *   --before N      characters that stand in the field before (default 0,300000, a list)
 *   --take          drafts that fit the text are taken, once they have stood there for a quarter of a second
 */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { machineFacts } from './facts.mjs';
import { calibrate } from './slow/calibrate.mjs';
import { slowDown } from './slow/slow.mjs';
import { summaryOf } from './typing/keys-summary.mjs';
import { outcomes, watchPaint, watchWorker } from './typing/paint.mjs';
import { takenOf } from './typing/person.mjs';
import { traceOf } from './typing/trace.mjs';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:8417' },
    path: { type: 'string', default: '/?e2e&backend=cpu' },
    texts: { type: 'string', default: new URL('typing/texts.json', import.meta.url).pathname },
    limit: { type: 'string', default: '5' },
    letters: { type: 'string', default: '240' },
    seed: { type: 'string', default: '1' },
    slow: { type: 'string', default: '1,4' },
    throttle: { type: 'string', default: '1' },
    before: { type: 'string', default: '0,300000' },
    take: { type: 'boolean', default: false },
  },
});
const numbers = (list) => list.split(',').map(Number);
const texts = read(values.texts)
  .slice(0, Number(values.limit))
  .map((text) => text.slice(0, Number(values.letters)));

const browser = await chromium.launch({
  executablePath: process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
});
const browserSession = await browser.newBrowserCDPSession();
/** For each factor: what was reached. */
const calibration = {};
const machine = { ...machineFacts('keys.mjs', { ...values, take: String(values.take) }), load: loadavg()[0] };
try {
  for (const slow of numbers(values.slow).filter((factor) => factor !== 1)) {
    calibration[slow] = await withPage({ throttle: 1 }, true, ({ page }) => calibrate(browser, page, slow));
    console.error(JSON.stringify({ slow, calibration: calibration[slow] }));
  }
  const runs = [];
  for (const given of settings()) {
    const own = await withPage(given, true, (tools) => typeAll(tools, given));
    // The same field without us: typing in a long text is work for the browser too.
    const bare = await withPage(given, false, (tools) => typeAll(tools, given));
    const summary = summaryOf(own, bare, given.slow);
    runs.push({ ...given, ...summary, own, bare });
    console.error(JSON.stringify({ ...given, ...summary }));
  }
  machine.loadAfter = loadavg()[0];
  console.log(JSON.stringify({ machine, browser: browser.version(), calibration, runs }, undefined, 1));
} finally {
  await browser.close();
}

function read(path) {
  const file = readFileSync(path, 'utf8');
  if (path.endsWith('.json')) return JSON.parse(file).map(({ text }) => text);
  return file.split('\n').filter((line) => line.trim() !== '');
}

function settings() {
  const { slow, throttle, before } = values;
  return numbers(slow).flatMap((factor) =>
    numbers(throttle).flatMap((rate) =>
      numbers(before).map((length) => ({ slow: factor, throttle: rate, before: length })),
    ),
  );
}

async function withPage({ throttle }, isOurs, task) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
  try {
    await page.addInitScript(watchWorker);
    await page.goto(`${values.url}${values.path}`);
    await page.locator('.state[data-state="ready"]').waitFor({ timeout: 300_000 });
    if (!isOurs) {
      // A copy that nothing listens to, in the place and the style of the page's own.
      await page.evaluate(() => {
        const field = globalThis.document.querySelector('textarea');
        field.replaceWith(field.cloneNode());
      });
    }
    await page.evaluate(watchPaint);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: throttle });
    return await task({ page, devtools, isOurs });
  } finally {
    await page.close();
  }
}

async function typeAll(tools, { slow, before }) {
  const all = {
    keys: [],
    questions: [],
    slips: [],
    taskMs: 0,
    workMs: 0,
    letters: 0,
    longTasks: [],
  };
  const { page } = tools;
  for (const [number, text] of texts.entries()) {
    await fill(page, before);
    const endSlow = await slowDown(browser, slow, calibration[slow]?.lossMs);
    try {
      await typeOne(tools, text, traceOf(text, Number(values.seed) + number), all);
    } finally {
      await endSlow();
    }
    const noted = await page.evaluate(() => globalThis.paint.take());
    const questions = await page.evaluate(() => globalThis.questions.take());
    all.keys.push(...outcomes(noted, questions));
    all.questions.push(...questions);
    all.longTasks.push(...noted.longTasks.map(({ duration }) => duration));
  }
  return all;
}

async function fill(page, before) {
  await page.evaluate((length) => {
    const field = globalThis.document.querySelector('textarea');
    field.focus();
    field.value = 'It was a long day, and nobody knew how it would end. '
      .repeat(1 + length / 53)
      .slice(0, length);
    if (length > 0) field.value += '\n\n';
    field.dispatchEvent(new globalThis.InputEvent('input', { bubbles: true, inputType: 'insertText' }));
    field.setSelectionRange(field.textLength, field.textLength);
  }, before);
  await page.waitForTimeout(1000);
  await page.evaluate(() => [globalThis.paint.take(), globalThis.questions.take()]);
}

/** Presses each key when the trace has it, whether the browser is done with the one before or not. */
async function typeOne({ page, devtools, isOurs }, text, trace, all) {
  const [start, workStart] = [await taskSeconds(devtools), await rendererSeconds()];
  let pressed = Promise.resolve();
  let due = performance.now();
  for (let length = 0; length < text.length; length += 1) {
    if (length > 0) due += trace[length];
    await until(due);
    if (isOurs && values.take) {
      await pressed;
      length += await take(page, text.slice(length));
    }
    all.slips.push(Math.max(0, performance.now() - due));
    due += all.slips.at(-1);
    if (length < text.length) pressed = press(page, text[length] === '\n' ? 'Enter' : text[length], pressed);
  }
  await pressed;
  await page.waitForTimeout(500);
  all.taskMs += 1000 * ((await taskSeconds(devtools)) - start);
  all.workMs += 1000 * ((await rendererSeconds()) - workStart);
  all.letters += text.length;
}

/** The key goes out at once; resolves when it and the `earlier` one are done. */
async function press(page, key, earlier) {
  await Promise.all([page.keyboard.press(key), earlier]);
}

function until(due) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
}

/** Takes what fits `rest` of the ghost that stands there, looks at what comes next, and says how many letters that were. */
async function take(page, rest) {
  const taken = takenOf(await page.evaluate((least) => globalThis.paint.stood(least), 250), rest);
  for (let press = 0; press < (taken?.presses ?? 0); press += 1) {
    await page.keyboard.press(taken.key);
    await page.waitForTimeout(300);
  }
  return taken?.text.length ?? 0;
}

/** Time that the page's main thread has worked, by the processor's clock. */
async function taskSeconds(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value;
}

/** Processor time of everything that runs pages and their workers, in seconds. */
async function rendererSeconds() {
  const { processInfo } = await browserSession.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
