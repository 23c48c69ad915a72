/* global document, InputEvent, requestAnimationFrame */
/**
 * Milliseconds from a key to the frame that shows it, in the writing page and in a plain text area of the same text and
 * style, in turn in one browser. Prints JSON. The page must be served: `npm run build && cargo xtask serve`.
 *
 *   --url URL          where the page is served (default http://localhost:8080)
 *   --kilobytes LIST   sizes of the text (default 0,30,300)
 *   --keys N           keys typed at each place (default 40)
 *   --pause MS         between two keys (default 60)
 *   --breaks yes|no    whether the text has line breaks (default yes)
 *   --throttle N       slows the page's processor down so many times (default 1)
 */
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { machineFacts } from './facts.mjs';

const text = (name) => ({ type: 'string', default: name });
const { values } = parseArgs({
  options: {
    url: text('http://localhost:8080'),
    kilobytes: text('0,30,300'),
    keys: text('40'),
    pause: text('60'),
    breaks: text('yes'),
    throttle: text('1'),
  },
});
const sentence =
  'Hi Sarah, thanks for your email. I just wanted to let you know that the meeting has been moved to Friday.';
const typed =
  ' I hope that you are well and that the work goes on as it should. Please let me know if'.repeat(4);

const browser = await chromium.launch({
  executablePath: process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
});
try {
  const measured = [];
  const written = await openPage(true);
  const plain = await openPage(false);
  for (const kilobytes of values.kilobytes.split(',').map(Number)) {
    const line = `${sentence}${values.breaks === 'yes' ? '\n' : ' '}`;
    const whole = line.repeat(Math.ceil((kilobytes * 1000) / line.length));
    for (const place of ['end', 'middle']) {
      for (const [name, page] of [
        ['plain', plain],
        ['foreword', written],
      ]) {
        measured.push({ kilobytes, place, field: name, ...(await measure(page, whole, place)) });
      }
    }
  }
  console.log(
    JSON.stringify(
      { machine: machineFacts('long-text.mjs', values), browser: browser.version(), measured },
      undefined,
      1,
    ),
  );
} finally {
  await browser.close();
}

/** The page with drafts, or its text area alone in a page of the same style. */
async function openPage(hasDrafts) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
  // Without its script the page is a text area and nothing else.
  if (!hasDrafts) await page.route('**/*.js', (route) => route.abort());
  await page.goto(`${values.url}/?e2e&backend=cpu`);
  if (hasDrafts) await page.locator('.state[data-state="ready"]').waitFor({ timeout: 120_000 });
  const rate = Number(values.throttle);
  if (rate > 1) {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate });
  }
  await page.evaluate(() => {
    globalThis.times = [];
    globalThis.ghosts = 0;
    document.querySelector('textarea').addEventListener('keydown', ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          globalThis.times.push(performance.now() - timeStamp);
          const overlay = document.querySelector('foreword-overlay')?.shadowRoot;
          if (overlay?.querySelector('.frame:not([hidden]) .ghost')?.textContent) globalThis.ghosts += 1;
        };
        channel.port2.postMessage(undefined);
      });
    });
  });
  return page;
}

async function measure(page, whole, place) {
  await page.bringToFront();
  await page.evaluate(
    ([value, isMiddle]) => {
      const field = document.querySelector('textarea');
      field.focus();
      field.value = value;
      const half = value.indexOf('\n', value.length / 2);
      const at = isMiddle ? (half < 0 ? Math.floor(value.length / 2) : half) : value.length;
      field.setSelectionRange(at, at);
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
    [whole, place === 'middle'],
  );
  // The text is laid out, and the first answer for it has come, before the first key that counts.
  await page.keyboard.type(' ok ', { delay: 200 });
  await page.waitForTimeout(3000);
  await page.evaluate(() => {
    globalThis.times = [];
    globalThis.ghosts = 0;
  });
  const keys = Number(values.keys);
  await page.keyboard.type(typed.slice(0, keys), { delay: Number(values.pause) });
  await page.waitForFunction((count) => globalThis.times.length >= count, keys);
  const { times, ghosts } = await page.evaluate(() => ({
    times: globalThis.times,
    ghosts: globalThis.ghosts,
  }));
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share) =>
    Math.round(10 * sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]) / 10;
  return { p50: at(0.5), p95: at(0.95), max: at(1), keysWithGhost: ghosts };
}
