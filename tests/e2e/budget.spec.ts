import { gzipSync } from 'node:zlib';
import { type Page, expect, test } from '@playwright/test';
import { Host, thisVersion } from './app/host.js';

/** What a page that is opened again may cost. */
const limits = { interactiveMs: 1000, scriptBytes: 90_000 };

/** When the page could be seen and written on, in milliseconds, and its layout shifts so far. */
function drawn(page: Page): Promise<{ interactive: number; shifts: string[] }> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const shifts: string[] = [];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const { value, sources } = entry as unknown as {
              value: number;
              sources: { node: Node | null }[];
            };
            const names = sources.map(({ node }) =>
              node instanceof Element ? node.className : node?.textContent,
            );
            shifts.push(`${value} by ${names.join(', ')}`);
          }
        }).observe({ type: 'layout-shift', buffered: true });
        // What was observed before comes with the next task.
        setTimeout(() => {
          const [paint] = performance.getEntriesByName('first-contentful-paint');
          const [writable] = performance.getEntriesByName('foreword-writable');
          resolve({
            interactive: Math.max(paint?.startTime ?? Infinity, writable?.startTime ?? Infinity),
            shifts,
          });
        }, 200);
      }),
  );
}

test('with its files cached the page can be written on within a second, and nothing moves', async ({
  page,
  context,
}) => {
  const host = new Host(thisVersion());
  await host.start();
  const scripts = new Map<string, Promise<Buffer>>();
  context.on('response', (response) => {
    // The service worker fetches all pages' scripts, in its own time.
    if (response.url().endsWith('.js') && response.request().serviceWorker() === null && response.ok()) {
      scripts.set(response.url(), response.body());
    }
  });
  await page.goto(`${host.url}/#/write`);
  await page.waitForFunction(() => performance.getEntriesByName('foreword-writable').length > 0);
  await page.getByRole('textbox', { name: 'Your text' }).fill('A text that is there when one comes back.');
  await expect(page.locator('.saving')).toHaveText('Saved');
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');
  const bytes = (await Promise.all(scripts.values())).reduce((sum, body) => sum + gzipSync(body).length, 0);

  const times: number[] = [];
  for (let visit = 0; visit < 3; visit += 1) {
    await page.reload();
    await page.waitForFunction(() => performance.getEntriesByName('foreword-writable').length > 0);
    await expect(page.locator('.shelf-item')).toHaveCount(1);
    const { interactive, shifts } = await drawn(page);
    times.push(interactive);
    expect(shifts, 'layout shifts').toEqual([]);
  }
  const [, median = Infinity] = times.sort((a, b) => a - b);
  console.log(
    `files cached: interactive after ${Math.round(median)} ms; first visit: ${bytes} bytes of scripts, gzipped`,
  );
  expect(median).toBeLessThanOrEqual(limits.interactiveMs);
  expect(bytes).toBeLessThanOrEqual(limits.scriptBytes);
  await host.stop();
});

test.describe('without a service worker', () => {
  test.use({ serviceWorkers: 'block' });

  // A slow machine may stop anywhere while it reads the page, and draw what it has read so far.
  test('nothing moves where the page comes up to the second link of its bar, and the rest later', async ({
    page,
  }) => {
    const host = new Host(thisVersion());
    host.pause = { before: '>Voice', ms: 400 };
    await host.start();
    await page.goto(`${host.url}/#/write`);
    await page.waitForFunction(() => performance.getEntriesByName('foreword-writable').length > 0);
    const { shifts } = await drawn(page);
    expect(shifts).toEqual([]);
    await host.stop();
  });
});
