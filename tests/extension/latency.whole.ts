import { writeFileSync } from 'node:fs';
import { type Page, expect, test } from '@playwright/test';
import { start } from './browser.js';
import { built } from './extension-page.js';
import { serve } from './server.js';

/** Written at a quick person's pace, unevenly, since equal gaps would lock to the screen's frames. */
const text =
  'Thank you for your email. I just wanted to let you know that the meeting has been moved to Thursday, and that we ' +
  'will need the figures of last month before then.';

const share = (times: number[], part: number) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? NaN;

/** Notes when each key came, and when the ghost was painted that came of it. */
function watch(): void {
  const noted = { times: [] as number[], key: 0, keys: 0 };
  Object.assign(globalThis, { noted });
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      noted.key = timeStamp;
      noted.keys += 1;
    },
    true,
  );
  const afterPaint = (run: (at: number) => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        run(performance.now());
      };
      port2.postMessage(0);
    });
  let root: ShadowRoot | null = null;
  const look = new MutationObserver(() => {
    const ghost = root?.querySelector('.ghost')?.textContent ?? '';
    const { key } = noted;
    if (ghost === '' || key === 0) return;
    noted.key = 0;
    afterPaint((at) => noted.times.push(at - key));
  });
  new MutationObserver(() => {
    const found = document.querySelector('foreword-overlay')?.shadowRoot ?? null;
    if (found === null || found === root) return;
    root = found;
    look.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  }).observe(document.documentElement, { childList: true });
}

async function typed(page: Page, url: string): Promise<{ times: number[]; keys: number }> {
  await page.goto(`${url}/page/plain`);
  await page.evaluate(watch);
  await page.locator('#field').click();
  for (let place = 0; place < text.length; place += 1) {
    const letter = text.charAt(place);
    await page.keyboard.press(letter === ' ' ? 'Space' : letter, { delay: 5 });
    await page.waitForTimeout(65 + ((place * 37) % 25));
  }
  return page.evaluate(() => (globalThis as unknown as { noted: { times: number[]; keys: number } }).noted);
}

for (const build of ['tests-chromium', 'open-chromium']) {
  test(`from a key to its ghost, ${build}`, async () => {
    const { url, close } = await serve();
    const started = await start(built(build));
    const { context } = started;
    const page = await context.newPage();
    // The model is loaded and warm.
    await page.goto(`${url}/page/plain`);
    await page.locator('#field').click();
    await page.keyboard.type('Thank you for');
    await expect(page.locator('foreword-overlay .ghost')).not.toBeEmpty({ timeout: 90_000 });
    const { times, keys } = await typed(page, url);
    const result = {
      build,
      keys,
      ghosts: times.length,
      p50: share(times, 0.5),
      p95: share(times, 0.95),
      times,
    };
    console.log(
      `${build}: ${keys} keys, ${times.length} ghosts, P50 ${result.p50.toFixed(1)} ms, P95 ${result.p95.toFixed(1)} ms`,
    );
    const out = process.env['FOREWORD_OUT'];
    if (out !== undefined) writeFileSync(`${out}/latency-${build}.json`, `${JSON.stringify(result)}\n`);
    expect(times.length).toBeGreaterThan(0);
    await started.close();
    close();
  });
}
