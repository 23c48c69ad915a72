/* global MutationObserver, requestAnimationFrame, document */
/**
 * How long the page of everything that was learned takes to open with 5,000 messages: from the call that draws it to the
 * frame in which its first rows are painted. The profile is a fake that has counted before, so that the page alone is
 * timed. Beside the time by the clock, which other programs lengthen, it gives the main thread's own: that of loading the
 * page is in it.
 *
 *   node tests/bench/memory-open.mjs [--messages 5000] [--rounds 20]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { build, preview } from 'vite';

const { values } = parseArgs({
  options: { messages: { type: 'string', default: '5000' }, rounds: { type: 'string', default: '20' } },
});
const configFile = fileURLToPath(new URL('../../web/ui/demo/vite.config.ts', import.meta.url));
await build({ configFile, logLevel: 'error' });
const server = await preview({ configFile, logLevel: 'error', preview: { port: 0 } });
const { port } = server.httpServer.address();
const browser = await chromium.launch({
  executablePath: process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
});
const times = [];
const busy = [];
try {
  for (let round = 0; round < Number(values.rounds); round++) {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      // The first frame after the rows are there is the one that shows them.
      new MutationObserver((_changes, observer) => {
        if (document.querySelector('.fw-memory-open') === null) return;
        observer.disconnect();
        requestAnimationFrame(() => {
          setTimeout(() => performance.mark('rows'));
        });
      }).observe(document, { childList: true, subtree: true });
    });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(`http://localhost:${port}/?part=memory&messages=${values.messages}`);
    await page.locator('.fw-memory-open').first().waitFor();
    await page.waitForFunction(() => performance.getEntriesByName('rows').length > 0);
    times.push(await page.evaluate(() => performance.measure('open', 'begin', 'rows').duration));
    const { metrics } = await session.send('Performance.getMetrics');
    busy.push(1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN));
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
const figures = (list) => {
  list.sort((a, b) => a - b);
  const at = (share) => list[Math.min(list.length - 1, Math.floor(share * list.length))].toFixed(0);
  return `P50 ${at(0.5)} ms, P95 ${at(0.95)} ms`;
};
console.log(`${values.messages} messages, ${times.length} rounds`);
console.log(`by the clock: ${figures(times)}`);
console.log(`main thread, loading included: ${figures(busy)}`);
