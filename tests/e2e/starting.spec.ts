import { type CDPSession } from '@playwright/test';
import { type WritingPage, expect, test } from './fixture.js';

const script = '**/assets/worker-*.js';

test('the engine’s worker is started before the page’s scripts, and no other', async ({ page, writing }) => {
  const workers: string[] = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  let letGo: () => void = () => undefined;
  const isHeld = new Promise((resolve) => {
    letGo = () => {
      resolve(undefined);
    };
  });
  await page.route('**/assets/index-*.js', async (route) => {
    await isHeld;
    await route.continue();
  });
  const opened = writing.open();
  await expect.poll(() => workers.length).toBe(1);
  letGo();
  await opened;
  await writing.ready();
  expect(workers).toHaveLength(1);
});

test('a worker’s script that does not come at first is asked for again', async ({ page, writing }) => {
  let tries = 0;
  await page.route(script, async (route) => {
    tries += 1;
    if (tries === 1) await route.abort();
    else await route.continue();
  });
  await writing.start();
  expect(tries).toBe(2);
  expect(await writing.write('Thank you for your')).not.toBe('');
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
  await page.waitForFunction(async () => {
    const { serviceWorker } = navigator;
    return (await serviceWorker.ready).active?.state === 'activated' && serviceWorker.controller !== null;
  });
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
