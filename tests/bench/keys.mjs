/**
 * How fast the writing page answers keys: types texts with the unequal pauses of a person (60 to 250 ms) and measures
 * from each key to the painted ghost, the main thread's work per key, and its long tasks. Prints JSON. The page must be
 * served: `npm run build && cargo xtask serve`.
 *
 *   --url URL       where the page is served (default http://localhost:8417)
 *   --path PATH     of the page there (default /?e2e&backend=cpu, whose overlay can be looked into)
 *   --texts FILE    JSON with a list of `{ name, text }`, or text with one message a line (default typing/texts.json)
 *   --limit N       texts at most (default 5); --letters N of each at most (default 240)
 *   --seed N        of the pauses (default 1)
 *   --throttle LIST factors by which the main thread is slowed down (default 1,4)
 *   --before N      characters that stand in the field before (default 0,300000, a list)
 *   --take          drafts that fit the text are taken, once they have stood there for a quarter of a second
 */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { machineFacts } from './facts.mjs';
import { quantile } from './summary.mjs';
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
    throttle: { type: 'string', default: '1,4' },
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
const machine = { ...machineFacts('keys.mjs', { ...values, take: String(values.take) }), load: loadavg()[0] };
try {
  const runs = [];
  for (const throttle of numbers(values.throttle)) {
    for (const before of numbers(values.before)) {
      const own = await withPage(throttle, true, (tools) => typeAll(tools, before));
      // The same field without us: typing in a long text is work for the browser too.
      const bare = await withPage(throttle, false, (tools) => typeAll(tools, before));
      runs.push({ throttle, before, ...summaryOf(own, bare), own, bare });
      console.error(JSON.stringify({ throttle, before, ...summaryOf(own, bare) }));
    }
  }
  machine.loadAfter = loadavg()[0];
  console.log(JSON.stringify({ machine, browser: browser.version(), runs }, undefined, 1));
} finally {
  await browser.close();
}

function read(path) {
  const file = readFileSync(path, 'utf8');
  if (path.endsWith('.json')) return JSON.parse(file).map(({ text }) => text);
  return file.split('\n').filter((line) => line.trim() !== '');
}

async function withPage(throttle, isOurs, task) {
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

async function typeAll({ page, devtools, isOurs }, before) {
  const all = { keys: [], questions: [], taskMs: 0, longTasks: [] };
  for (const [number, text] of texts.entries()) {
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
    const start = await taskSeconds(devtools);
    const trace = traceOf(text, Number(values.seed) + number);
    for (let length = 0; length < text.length; length += 1) {
      if (length > 0) await page.waitForTimeout(trace[length]);
      length += isOurs && values.take ? await take(page, text.slice(length)) : 0;
      if (length < text.length) await page.keyboard.press(text[length] === '\n' ? 'Enter' : text[length]);
    }
    await page.waitForTimeout(500);
    all.taskMs += 1000 * ((await taskSeconds(devtools)) - start);
    const noted = await page.evaluate(() => globalThis.paint.take());
    all.keys.push(...outcomes(noted));
    all.questions.push(...(await page.evaluate(() => globalThis.questions.take())));
    all.longTasks.push(...noted.longTasks.map(({ duration }) => duration));
  }
  return all;
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

function summaryOf(own, bare) {
  const of = (kind) => own.keys.filter((key) => key.kind === kind).map(({ ms }) => ms);
  const times = (list) => ({
    count: list.length,
    p50: rounded(quantile(list, 0.5)),
    p95: rounded(quantile(list, 0.95)),
  });
  const isShown = ({ kind }) => kind === 'fresh' || kind === 'kept';
  const [taken, typed] = [true, false].map((isTaken) => own.keys.filter((key) => key.isTaken === isTaken));
  const answers = own.questions.filter(({ isAnswer }) => isAnswer).map(({ ms }) => ms);
  const perKey = (run) => run.taskMs / run.keys.length;
  return {
    keys: own.keys.length,
    fresh: times(of('fresh')),
    kept: times(of('kept')),
    late: of('late').length,
    nothing: own.keys.filter(({ kind }) => kind === 'none').length,
    /** A question that a newer key overtook gets no answer, and none is painted for it. */
    questions: {
      asked: own.questions.length,
      overtaken: own.questions.length - answers.length,
      answers: times(answers),
    },
    onScreenBeforeNextKey: rounded(own.keys.filter(isShown).length / own.keys.length),
    /** Drafts or words of them that were taken, the next ones after that, and those after the first space typed. */
    taken: {
      count: taken.length,
      shown: taken.filter(isShown).length,
      ...times(taken.filter(isShown).map(({ ms }) => ms)),
    },
    typed: typed.length,
    taskMsPerKey: {
      with: rounded(perKey(own)),
      without: rounded(perKey(bare)),
      ours: rounded(perKey(own) - perKey(bare)),
    },
    longTasks: {
      with: own.longTasks.length,
      without: bare.longTasks.length,
      longest: rounded(Math.max(0, ...own.longTasks)),
    },
  };
}

function rounded(number) {
  return number === undefined ? undefined : Math.round(100 * number) / 100;
}
