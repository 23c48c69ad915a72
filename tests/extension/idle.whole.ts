import { writeFileSync } from 'node:fs';
import { type CDPSession, type Page, expect, test } from '@playwright/test';
import { type Started, start } from './browser.js';
import { built } from './extension-page.js';
import { type Use, useOf } from './processes.js';
import { serve } from './server.js';

const tabs = Number(process.env['FOREWORD_IDLE_TABS'] ?? 100);
const seconds = Number(process.env['FOREWORD_IDLE_SECONDS'] ?? 60);
const rounds = Number(process.env['FOREWORD_IDLE_ROUNDS'] ?? 5);
const out = process.env['FOREWORD_OUT'];

function write(name: string, result: object): void {
  console.log(JSON.stringify(result));
  if (out !== undefined) writeFileSync(`${out}/${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
}

async function heap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

/** Milliseconds that scripts of ours ran for, of a page that was opened `times` times. */
async function loaderTime(page: Page, session: CDPSession, url: string, times: number): Promise<number> {
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: 50 });
  await session.send('Profiler.start');
  for (let time = 0; time < times; time += 1) await page.goto(`${url}/idle?${time}`);
  const { profile } = await session.send('Profiler.stop');
  const isOurs = new Set(
    profile.nodes.filter(({ callFrame }) => callFrame.url.endsWith('/loader.js')).map(({ id }) => id),
  );
  const micros = (profile.samples ?? []).reduce(
    (sum, id, place) => sum + (isOurs.has(id) ? (profile.timeDeltas?.[place] ?? 0) : 0),
    0,
  );
  return micros / 1000 / times;
}

test('a page without fields: time and memory of the loader', async () => {
  const { url, close } = await serve();
  const started = await start(built('tests-chromium'));
  const page = await started.context.newPage();
  const session = await started.context.newCDPSession(page);
  const loaderMs = await loaderTime(page, session, url, 50);
  await page.goto(`${url}/idle`);
  const withLoader = await heap(session);
  await started.close();

  const bare = await start(undefined);
  const other = await bare.context.newPage();
  const otherSession = await bare.context.newCDPSession(other);
  for (let time = 0; time < 51; time += 1) await other.goto(`${url}/idle?${time}`);
  const heapBytes = withLoader - (await heap(otherSession));
  await bare.close();
  close();
  write('loader', { loaderMs, heapBytes });
  expect(loaderMs).toBeLessThan(1);
  expect(heapBytes).toBeLessThan(1_000_000);
});

async function open({ context }: Started, url: string): Promise<void> {
  for (let tab = 0; tab < tabs; tab += 1) await (await context.newPage()).goto(`${url}/idle?${tab}`);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));

test(`${tabs} idle tabs with and without the extension, at the same time`, async () => {
  const { url, close } = await serve();
  const browsers = [await start(built('tests-chromium')), await start(undefined)] as const;
  // One after another: what is measured is what comes after.
  for (const browser of browsers) await open(browser, url);
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  // Chromium itself is busy for a while after tabs were opened.
  await wait(Math.min(60, seconds) * 1000);
  const use = () => Promise.all(browsers.map(({ context }) => useOf(context))) as Promise<[Use, Use]>;
  const measured: { with: number; without: number }[] = [];
  let last = await use();
  for (let round = 0; round < rounds; round += 1) {
    await wait(seconds * 1000);
    const now = await use();
    const percent = (browser: 0 | 1) => (100 * (now[browser].cpu - last[browser].cpu)) / (seconds * 1e9);
    measured.push({ with: percent(0), without: percent(1) });
    last = now;
  }
  for (const browser of browsers) await browser.close();
  close();
  const differences = measured.map(({ with: one, without }) => one - without);
  const result = {
    ...{ tabs, seconds, rounds },
    percentOfOneCore: measured,
    difference: { mean: mean(differences), deviation: deviation(differences) },
    /** Of one browser from round to round: what is less than this can't be told from nothing. */
    deviationWithout: deviation(measured.map(({ without }) => without)),
    megabytesPerTab: (last[0].pages - last[1].pages) / tabs / 1e6,
    processes: last.map(({ processes }) => processes),
  };
  write('idle', result);
  expect(result.megabytesPerTab).toBeLessThan(1);
  // A hundredth of a core for a hundred tabs.
  expect(result.difference.mean).toBeLessThan(1);
});
