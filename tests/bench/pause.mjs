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
 *   --slow N           slows the whole browser down (default 1; see slow/slow.mjs; Linux): DevTools can't slow workers down
 *   --path PATH        of the page (default /?e2e&backend=cpu; `&budget=50` asks as fields do by default)
 *   --within MS        an answer is late after this (default 2000)
 */
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { machineFacts } from './facts.mjs';
import { calibrate } from './slow/calibrate.mjs';
import { slowDown } from './slow/slow.mjs';

const text = (name) => ({ type: 'string', default: name });
const { values } = parseArgs({
  options: {
    url: text('http://localhost:8417'),
    path: text('/?e2e&backend=cpu'),
    bytes: text('300,300000'),
    keys: text('30'),
    throttle: text('6'),
    slow: text('1'),
    within: text('2000'),
  },
});
const within = Number(values.within);
const slow = Number(values.slow);
const sentence =
  'Hi Sarah, thanks for your email. I just wanted to let you know that the meeting has been moved to Friday.\n';
const typed = 'I hope that you are well and that the work goes on as it should. Please let me know if';

const machine = machineFacts('pause.mjs', values);
const browser = await chromium.launch({
  executablePath: process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
});
try {
  const calibration = slow === 1 ? undefined : await calibrated();
  const measured = [];
  for (const bytes of values.bytes.split(',').map(Number)) {
    for (const place of ['end', 'middle']) {
      // A page of its own for each: what was read for another text would help.
      const { page, close } = await openPage();
      const endSlow = await slowDown(browser, slow, calibration?.lossMs);
      try {
        measured.push({ bytes, place, ...(await measure(page, bytes, place)) });
      } finally {
        await endSlow();
      }
      await close();
    }
  }
  console.log(JSON.stringify({ machine, browser: browser.version(), calibration, measured }, undefined, 1));
  if (measured.some(({ late }) => late > 0)) process.exitCode = 1;
} finally {
  await browser.close();
}

async function calibrated() {
  const { page, close } = await openPage();
  try {
    return await calibrate(browser, page, slow);
  } finally {
    await close();
  }
}

async function openPage() {
  const context = await browser.newContext({ viewport: { width: 1100, height: 760 } });
  const page = await context.newPage();
  await page.goto(`${values.url}${values.path}`);
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
  if (Number(values.throttle) > 1) {
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: Number(values.throttle) });
  }
  return { page, close: () => context.close() };
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
