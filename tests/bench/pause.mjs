/* global document, InputEvent, requestAnimationFrame */
/**
 * After each of some keys the person pauses: milliseconds until the engine has answered for the text as it is, and until
 * a ghost stands there if one does. In short and in very long texts, on a machine that is slowed down.
 * Prints JSON; ends with status 1 if a key had no answer in time. The page must be served.
 *
 *   --url URL          where the page is served (default http://localhost:8417)
 *   --bytes LIST       lengths of the text (default 300,300000)
 *   --keys N           keys at each place, each followed by a pause (default 30)
 *   --throttle N       slows the page's main thread down so many times, as developer tools do (default 6)
 *   --slow N           slows the whole process down, with the engine's worker in it: it stands still for all but one Nth
 *                      of the time (default 1). Developer tools can't slow workers down
 *   --within MS        an answer is late after this (default 2000)
 */
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { machineFacts } from './facts.mjs';

const text = (name) => ({ type: 'string', default: name });
const { values } = parseArgs({
  options: {
    url: text('http://localhost:8417'),
    bytes: text('300,300000'),
    keys: text('30'),
    throttle: text('6'),
    slow: text('1'),
    within: text('2000'),
  },
});
const within = Number(values.within);
/** How long a process that is slowed down runs at a time. */
const runMs = 10;
const sentence =
  'Hi Sarah, thanks for your email. I just wanted to let you know that the meeting has been moved to Friday.\n';
const typed = 'I hope that you are well and that the work goes on as it should. Please let me know if';

const machine = machineFacts('pause.mjs', values);
const browser = await chromium.launch({
  executablePath: process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
});
try {
  const measured = [];
  for (const bytes of values.bytes.split(',').map(Number)) {
    for (const place of ['end', 'middle']) {
      // A page of its own for each: what was read for another text would help.
      const { page, close } = await openPage();
      measured.push({ bytes, place, ...(await measure(page, bytes, place)) });
      await close();
    }
  }
  console.log(JSON.stringify({ machine, browser: browser.version(), measured }, undefined, 1));
  if (measured.some(({ late }) => late > 0)) process.exitCode = 1;
} finally {
  await browser.close();
}

async function openPage() {
  const context = await browser.newContext({ viewport: { width: 1100, height: 760 } });
  const page = await context.newPage();
  await page.goto(`${values.url}/?e2e&backend=cpu`);
  await page.locator('.state[data-state="ready"]').waitFor({ timeout: 300_000 });
  await page.evaluate(() => {
    const field = document.querySelector('textarea');
    const state = document.querySelector('.state');
    const hasGhost = () => {
      const frame = document.querySelector('foreword-overlay')?.shadowRoot?.querySelector('.frame');
      return frame?.hidden === false && frame.querySelector('.ghost')?.textContent !== '';
    };
    /** Milliseconds since the text changed last, until it is answered and until a ghost stands there. */
    globalThis.answered = async (limit) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const since = () => performance.now() - globalThis.changedAt;
      while (state.dataset.phase === 'asking' && since() < limit) await frame();
      const answer = state.dataset.phase === 'asking' ? undefined : since();
      // What waits for a rest is shown a little later; the phase is "pausing" until then.
      while (!hasGhost() && state.dataset.phase === 'pausing' && since() < limit) await frame();
      return { answer, ghost: hasGhost() ? since() : undefined };
    };
    field.addEventListener('input', () => {
      globalThis.changedAt = performance.now();
    });
  });
  const stop = await slowDown(page);
  const close = async () => {
    stop();
    await context.close();
  };
  return { page, close };
}

/** Returns the end of it. */
async function slowDown(page) {
  const rate = Number(values.throttle);
  if (rate > 1) {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate });
  }
  const slow = Number(values.slow);
  if (slow <= 1) return () => undefined;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  const signal = (name) => renderers.forEach((id) => process.kill(id, name));
  let timer;
  const run = () => {
    signal('SIGCONT');
    timer = setTimeout(halt, runMs);
  };
  const halt = () => {
    signal('SIGSTOP');
    timer = setTimeout(run, runMs * (slow - 1));
  };
  run();
  return () => {
    clearTimeout(timer);
    signal('SIGCONT');
  };
}

async function measure(page, bytes, place) {
  const line = `${sentence}`;
  await page.evaluate(
    ([whole, isMiddle]) => {
      const field = document.querySelector('textarea');
      field.focus();
      field.value = whole;
      const at = isMiddle ? whole.indexOf('\n', whole.length / 2) : whole.length;
      field.setSelectionRange(at, at);
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
    [line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes), place === 'middle'],
  );
  // The engine reads the window around the caret once; a key after that adds to it.
  const first = await page.evaluate(() => globalThis.answered(60_000));
  const keys = [];
  for (const letter of [' ', ...typed].slice(0, Number(values.keys))) {
    await page.keyboard.press(letter);
    keys.push({ key: letter, ...(await page.evaluate((limit) => globalThis.answered(limit), 3 * within)) });
    console.error(`${bytes} bytes, ${place}: ${Math.round(keys.at(-1).answer)} ms`);
  }
  const answers = keys.map(({ answer }) => answer ?? Infinity).sort((one, other) => one - other);
  const at = (share) => answers[Math.min(answers.length - 1, Math.floor(share * answers.length))];
  return {
    first,
    median: at(0.5),
    p95: at(0.95),
    longest: answers.at(-1),
    late: answers.filter((ms) => ms > within).length,
    withGhost: keys.filter(({ ghost }) => ghost !== undefined && ghost <= within).length,
    keys,
  };
}
