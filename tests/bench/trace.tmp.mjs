import { chromium } from '@playwright/test';
import { mkdtemp } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
const url = process.argv[2], rounds = Number(process.argv[3] ?? 6);
const folder = await mkdtemp('/tmp/fv-');
const context = await chromium.launchPersistentContext(folder, { executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'], viewport: { width: 1100, height: 760 } });
const written = 'help with the move on Sunday. I know that it was a long day for everybody, and I hope you had time to rest since then. Could we meet next week about the rest? I am free on Tuesday and Thursday, and can come by after work.';
const path = '/?e2e&backend=cpu';
async function visit(settle, trace) {
  const page = await context.newPage();
  const chunks = [];
  let session;
  if (trace) {
    session = await context.browser()?.newBrowserCDPSession?.() ?? await context.newCDPSession(page);
    session.on('Tracing.dataCollected', ({ value }) => { for (const v of value) chunks.push(v); });
    await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline', 'v8', 'disabled-by-default-v8.cpu_profiler', 'blink.user_timing', 'disabled-by-default-v8.wasm.detailed', 'v8.wasm'] } });
  }
  await page.goto(url + path, { waitUntil: 'commit' });
  const field = page.getByRole('textbox', { name: 'Your text' }).or(page.locator('textarea')).first();
  await field.waitFor();
  await field.pressSequentially('Thank you for your ');
  await page.waitForFunction(() => document.querySelector('foreword-overlay, [data-foreword]') !== null || true);
  await page.waitForFunction(() => performance.getEntriesByName('foreword-ready').length > 0, null, { timeout: 120000 });
  const ready = await page.evaluate(() => performance.getEntriesByName('foreword-ready')[0].startTime);
  await page.waitForTimeout(settle ? 500 : 300);
  if (settle) { await field.pressSequentially(written, { delay: 40 }); await page.waitForTimeout(3000); }
  if (trace) { const done = new Promise((r) => session.once('Tracing.tracingComplete', r)); await session.send('Tracing.end'); await done; }
  await page.evaluate(async () => { for (const d of await indexedDB.databases()) void d; });
  await page.close();
  return { ready, chunks };
}
await visit(false); await visit(true);
const times = [];
for (let i = 0; i < rounds; i++) times.push((await visit(false)).ready);
console.log('ready', times.map((t) => t.toFixed(0)).join(' '));
const { ready, chunks } = await visit(false, true);
console.log('traced', ready); writeFileSync('/tmp/trace.json', JSON.stringify(chunks));
await context.close();
