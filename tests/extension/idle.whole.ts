import { writeFileSync } from 'node:fs';
import { type BrowserContext, expect, test } from '@playwright/test';
import { start } from './browser.js';
import { built } from './extension-page.js';
import { serve } from './server.js';

const tabs = 100;
const seconds = 10;

/** Seconds of processor time of all the browser's processes. */
async function cpu(context: BrowserContext): Promise<number> {
  const session = await context.browser()?.newBrowserCDPSession();
  const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] };
  await session?.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** The share of one core that a browser with many idle tabs takes. */
async function idle(folder: string | undefined, url: string): Promise<number> {
  const started = await start(folder);
  const { context } = started;
  const many = await Promise.all(Array.from({ length: tabs }, () => context.newPage()));
  for (const tab of many) await tab.goto(`${url}/page/plain`);
  const [first] = many;
  await first?.waitForTimeout(5_000);
  const before = await cpu(context);
  await first?.waitForTimeout(seconds * 1000);
  const used = (await cpu(context)) - before;
  await started.close();
  return used / seconds;
}

test('a page without fields: time and memory of the loader; many idle tabs: processor time', async () => {
  const { url, close } = await serve();
  const started = await start(built('tests-chromium'));
  const { context } = started;
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: 50 });
  await session.send('Profiler.start');
  for (let round = 0; round < 20; round += 1) await page.goto(`${url}/page/plain?${round}`);
  const { profile } = await session.send('Profiler.stop');
  const ours = new Set(
    profile.nodes.filter(({ callFrame }) => callFrame.url.endsWith('/loader.js')).map(({ id }) => id),
  );
  const micros = (profile.samples ?? []).reduce(
    (sum, id, place) => sum + (ours.has(id) ? (profile.timeDeltas?.[place] ?? 0) : 0),
    0,
  );
  const loaderMs = micros / 1000 / 20;

  const heap = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  await page.goto(`${url}/page/plain`);
  const withLoader = await heap();
  // The browser's own pages have no content scripts.
  await page.goto('about:blank');
  const without = await heap();

  await started.close();
  const [shareWith, shareWithout] = [await idle(built('tests-chromium'), url), await idle(undefined, url)];
  const result = { loaderMs, heapBytes: withLoader - without, tabs, shareWith, shareWithout };
  console.log(
    `loader ${loaderMs.toFixed(2)} ms a page; heap of a page with it ${(result.heapBytes / 1e6).toFixed(2)} MB more than a ` +
      `blank one; ${tabs} idle tabs: ${(100 * shareWith).toFixed(2)}% of one core, without the extension ` +
      `${(100 * shareWithout).toFixed(2)}%`,
  );
  const out = process.env['FOREWORD_OUT'];
  if (out !== undefined) writeFileSync(`${out}/idle.json`, `${JSON.stringify(result)}\n`);
  expect(result.heapBytes).toBeLessThan(1_000_000);
  close();
});
