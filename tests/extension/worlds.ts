import type { BrowserContext, CDPSession, Page } from '@playwright/test';

interface ExecutionContext {
  id: number;
  origin: string;
  auxData?: { type?: string };
}

/** Evaluates in the world that our content scripts have in a page's main frame, which the page can't see. */
export async function inOurWorld(page: Page, expression: string): Promise<unknown> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const contexts: ExecutionContext[] = [];
  session.on('Runtime.executionContextCreated', ({ context }) => {
    contexts.push(context);
  });
  await session.send('Runtime.enable');
  const ours = contexts.filter(
    ({ origin, auxData }) => auxData?.type === 'isolated' && origin.startsWith('chrome-extension:'),
  );
  const world = ours.at(-1);
  if (world === undefined) throw new Error(`there is no world of ours among ${contexts.length}`);
  const { result } = await session.send('Runtime.evaluate', {
    expression,
    contextId: world.id,
    returnByValue: true,
    awaitPromise: true,
  });
  await session.detach();
  return result.value;
}

/** Ends the extension's service worker, as browsers do after half a minute without a message. */
export async function stopServiceWorker(context: BrowserContext, origin: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${origin}/manifest.json`);
  const session = await context.newCDPSession(page);
  const states: string[] = [];
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    states.push(...versions.map(({ runningStatus }) => runningStatus));
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  const isStopped = () => states.at(-1) === 'stopped';
  for (let round = 0; round < 200 && !isStopped(); round += 1)
    await page.evaluate(() => new Promise(requestAnimationFrame));
  await page.close();
  if (!isStopped()) throw new Error(`the service worker is ${states.at(-1) ?? 'unknown'}`);
}
