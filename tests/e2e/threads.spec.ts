import type { BrowserContext, Page } from '@playwright/test';
import { type WritingPage, expect, test } from './fixture.js';

interface Seen {
  /** The drafts of every answer, with all their numbers. */
  drafts: unknown[];
  /** Threads at every news of where drafts are computed. */
  threads: (number | undefined)[];
}

declare global {
  var seen: Seen;
}

/** Runs before the page's scripts: notes what the engine's worker says. */
function watchEngine(): void {
  globalThis.seen = { drafts: [], threads: [] };
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data }: MessageEvent<Record<string, Record<string, unknown>>>) => {
        const { value, status } = data;
        if (Array.isArray(value?.['drafts'])) globalThis.seen.drafts.push(value['drafts']);
        if (status !== undefined) globalThis.seen.threads.push(status['threads'] as number | undefined);
      });
    }
  };
}

/** Runs before the worker's script: helpers can be ended from the page. */
const killable = `
const helpers = [];
self.Worker = class extends Worker {
  constructor(url, options) {
    super(url, options);
    helpers.push(this);
  }
};
new BroadcastChannel('end-helpers').onmessage = () => helpers.forEach((helper) => helper.terminate());
`;

async function withKillableHelpers(context: BrowserContext): Promise<void> {
  await context.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: killable + (await response.text()) });
  });
}

const threads = (page: Page) => page.evaluate(() => globalThis.seen.threads.at(-1));

async function open(writing: WritingPage, asked: number): Promise<void> {
  await writing.page.goto(`${writing.server.url}/?e2e&gauge&backend=cpu&threads=${asked}`);
  await writing.ready();
}

/** The last drafts after each of these texts. */
async function draftsAfter(writing: WritingPage, texts: readonly string[]): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const text of texts) {
    await writing.text.fill('');
    await writing.text.fill(text);
    await writing.text.press('End');
    await writing.shown();
    all.push(await writing.page.evaluate(() => globalThis.seen.drafts.at(-1)));
  }
  return all;
}

const texts = ['Thank you for your', 'I hope you are', 'We had a great time at the lake last weekend. The'];

test.use({ serviceWorkers: 'block' });

test.beforeEach(async ({ page }) => {
  await page.addInitScript(watchEngine);
});

test('two threads write what one writes, and a helper that is ended is not missed', async ({
  writing,
  page,
  context,
}) => {
  await withKillableHelpers(context);
  await open(writing, 1);
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  const expected = await draftsAfter(writing, texts);
  expect(await threads(page)).toBeUndefined();
  await open(writing, 2);
  await expect.poll(() => threads(page), { timeout: 30_000 }).toBe(2);
  expect(await draftsAfter(writing, texts)).toEqual(expected);
  expect(await threads(page)).toBe(2);
  await expect(writing.facts).toContainText('processor, 2 threads');

  await writing.text.pressSequentially('Thank');
  await page.evaluate(() => {
    new BroadcastChannel('end-helpers').postMessage('now');
  });
  // It is noticed after so many products of which the helper took nothing.
  for (let times = 0; times < 20 && (await threads(page)) !== 1; times += 1) {
    expect(await draftsAfter(writing, texts)).toEqual(expected);
  }
  expect(await threads(page)).toBe(1);
  expect(await draftsAfter(writing, texts)).toEqual(expected);
  await expect(writing.state).toHaveText(/Ready/);
  await expect(writing.notice).toBeHidden();
});

test('a page that is not isolated has one thread, and no error', async ({ writing, page, context }) => {
  await context.route('**/*', async (route) => {
    // The model is long, and its headers say nothing of the page.
    if (route.request().url().includes('/models/')) return route.continue();
    const response = await route.fetch();
    const headers = response.headers();
    delete headers['cross-origin-opener-policy'];
    delete headers['cross-origin-embedder-policy'];
    return route.fulfill({ response, headers });
  });
  await open(writing, 2);
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(false);
  expect(await draftsAfter(writing, texts)).toHaveLength(texts.length);
  expect(await threads(page)).toBeUndefined();
  await expect(writing.state).toHaveText(/Ready/);
  await expect(writing.notice).toBeHidden();
});
