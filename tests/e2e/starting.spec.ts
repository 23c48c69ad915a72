import { type CDPSession, type Page } from '@playwright/test';
import { type WritingPage, expect, test } from './fixture.js';

/** Notes which script starts each worker. */
async function noteWorkers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const starters: string[] = [];
    Object.assign(globalThis, { starters });
    const Real = Worker;
    globalThis.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        starters.push(new Error().stack?.includes('/boot.js') === true ? 'boot.js' : 'a module');
      }
    };
  });
}

const startersOf = (page: Page) =>
  page.evaluate(() => (globalThis as { starters?: readonly string[] }).starters ?? []);

/** The service worker serves what the page asks for from now on. */
async function isServed(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const { serviceWorker } = navigator;
    return (await serviceWorker.ready).active?.state === 'activated' && serviceWorker.controller !== null;
  });
}

test('the engine’s worker is started before the page’s scripts, once they are kept', async ({
  page,
  writing,
}) => {
  await noteWorkers(page);
  await writing.start();
  expect(await startersOf(page)).toEqual(['a module']);
  await isServed(page);
  await page.reload();
  await writing.ready();
  expect(await startersOf(page)).toEqual(['boot.js']);
});

/** What V8 says of the engine's code during a task. */
async function codeEvents(session: CDPSession, task: () => Promise<void>): Promise<string[]> {
  const names: string[] = [];
  const collect = ({ value }: { value: object[] }) => {
    for (const event of value) if ('name' in event) names.push(String(event.name));
  };
  session.on('Tracing.dataCollected', collect);
  const traceConfig = { includedCategories: ['disabled-by-default-devtools.timeline', 'v8.wasm'] };
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
  await task();
  const isComplete = new Promise<void>((resolve) => {
    session.once('Tracing.tracingComplete', () => {
      resolve();
    });
  });
  await session.send('Tracing.end');
  await isComplete;
  session.off('Tracing.dataCollected', collect);
  return names;
}

/** Sentences, so that much of the engine's code becomes hot. */
async function writeMuch(writing: WritingPage): Promise<void> {
  const words =
    'Thank you for your help with the move on Sunday. I know that it was a long day for everybody. ';
  for (const word of words.split(/(?<= )/)) {
    await writing.text.pressSequentially(word, { delay: 30 });
    await writing.settled();
  }
}

test('Chromium keeps the engine’s compiled code beside what the service worker keeps', async ({
  page,
  browser,
  writing,
}) => {
  test.setTimeout(180_000);
  const session = await browser.newBrowserCDPSession();
  await writing.start();
  await isServed(page);
  const kept = await codeEvents(session, async () => {
    await page.reload();
    await writing.ready();
    await writing.text.click();
    await writeMuch(writing);
  });
  expect(kept.filter((name) => name === 'v8.wasm.cachedModule')).not.toHaveLength(0);
  const used = await codeEvents(session, async () => {
    await page.reload();
    await writing.ready();
  });
  expect(used).toContain('v8.wasm.moduleCacheHit');
  expect(used).not.toContain('v8.wasm.moduleCacheInvalid');
});
