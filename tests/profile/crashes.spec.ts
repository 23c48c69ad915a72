import { type Page } from '@playwright/test';
import { type Browser, expect, test } from './browser.js';

/** The whole is `npm run test:profile:crashes`; what runs with the other tests is a part of it. */
const isWhole = process.env['FOREWORD_CRASHES'] === 'whole';
const counts = isWhole ? { workers: 220, pages: 20, browsers: 5 } : { workers: 25, pages: 3, browsers: 1 };

test(`workers killed ${counts.workers} times`, async ({ browserOf }) => {
  test.setTimeout(300_000);
  const page = await browserOf.page('/page/tab?profile=killed');
  const ended = await page.evaluate((count) => lives(count, 120), counts.workers);
  expect(ended.filter(({ fault }) => fault !== '')).toEqual([]);
  const steps = ended.reduce((sum, life) => sum + life.steps, 0);
  const interrupted = ended.filter(({ wasInterrupted }) => wasInterrupted).length;
  console.log(`${ended.length} lives, ${steps} changes, ${interrupted} ended in the midst of one`);
  expect(interrupted, 'in the midst of a change').toBeGreaterThan(ended.length / 4);
});

/** Learns without end; the numbers of what is done come out one by one. */
async function learnOn(page: Page, life: number, onDone: (text: string) => void): Promise<void> {
  await page.exposeFunction('done', onDone);
  await page.evaluate((from) => {
    void (async () => {
      for (let at = 0; ; at++) {
        const text = `life ${from} text ${at}`;
        await tab.profile.learn({ text });
        await (globalThis as unknown as { done: (text: string) => Promise<void> }).done(text);
      }
    })();
  }, life);
}

async function textsIn(browser: Browser): Promise<string[]> {
  const page = await browser.page('/page/tab?profile=crashed');
  const { messages } = await page.evaluate(() => tab.profile.list({ count: 1000 }));
  expect(await page.evaluate(() => tab.profile.place())).toMatchObject({ damaged: 0 });
  await page.close();
  return messages.map(({ text }) => text);
}

/** All that was done is there, and at most one more. */
function compare(found: readonly string[], done: Set<string>): void {
  expect(
    [...done].filter((text) => !found.includes(text)),
    'lost',
  ).toEqual([]);
  expect(found.length - done.size, 'begun and stored').toBeLessThanOrEqual(1);
  expect(new Set(found).size).toBe(found.length);
  for (const text of found) done.add(text);
}

for (const [what, count, end] of [
  [
    'pages crashed',
    counts.pages,
    async (_browser: Browser, page: Page) => {
      const crashed = page.waitForEvent('crash');
      await page.goto('chrome://crash').catch(() => undefined);
      await crashed;
      await page.close();
    },
  ],
  ['browsers ended', counts.browsers, (browser: Browser) => browser.kill()],
] as const) {
  test(`${what} ${count} times`, async ({ browserOf }) => {
    test.setTimeout(300_000);
    const done = new Set<string>();
    for (let life = 0; life < count; life++) {
      const page = await browserOf.page('/page/tab?profile=crashed');
      // At a moment that the page doesn't choose: after some of its changes, in the midst of another.
      const wanted = done.size + 1 + Math.floor(Math.random() * 12);
      await new Promise<void>((resolve, reject) => {
        learnOn(page, life, (text) => {
          done.add(text);
          if (done.size >= wanted) resolve();
        }).catch(reject);
      });
      await end(browserOf, page);
      compare(await textsIn(browserOf), done);
    }
  });
}
