import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type Page, chromium as browsers, test as base, expect } from '@playwright/test';
import type { ProfileClient } from '../../web/sdk/src/profile/client.js';
import type { ProfileStore } from '../../web/sdk/src/profile/store.js';
import { chromium } from '../e2e/chromium.js';
import type { Life } from './fixtures/lives.js';
import { serve } from './server.js';

export { expect };

declare global {
  // What the fixture `tab` offers.
  var tab: { profile: ProfileClient; store: Promise<ProfileStore> };
  var lives: (count: number, mostMs: number) => Promise<Life[]>;
}

/** A browser with a folder of its own, which can be ended and started again. */
export class Browser {
  readonly folder = mkdtempSync(join(tmpdir(), 'foreword-profile-'));
  readonly strangers: string[] = [];
  readonly errors: string[] = [];
  #context: BrowserContext | undefined;

  constructor(readonly origin: string) {}

  async context(): Promise<BrowserContext> {
    if (this.#context !== undefined) return this.#context;
    const context = await browsers.launchPersistentContext(this.folder, chromium());
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== this.origin) this.strangers.push(request.url());
    });
    context.on('weberror', (error) => this.errors.push(error.error().message));
    return (this.#context = context);
  }

  async page(path: string): Promise<Page> {
    const page = await (await this.context()).newPage();
    await page.goto(`${this.origin}${path}`);
    await expect(page).toHaveTitle('ready');
    return page;
  }

  /** Ends it; what it has stored stays. */
  async close(): Promise<void> {
    const context = this.#context;
    this.#context = undefined;
    await context?.close();
  }

  /** Kills its processes, as a failing machine would. */
  async kill(): Promise<void> {
    const context = await this.context();
    this.#context = undefined;
    const closed = new Promise((resolve) => context.once('close', resolve));
    // The first process that has the folder on its command line is the browser; it takes the others along.
    process.kill(browserProcess(this.folder), 'SIGKILL');
    await closed;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Number of the browser's process that works in this folder. */
function browserProcess(folder: string): number {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const found = lines.find((line) => line.includes(`--user-data-dir=${folder}`) && !line.includes('--type='));
  if (found === undefined) throw new Error(`no browser works in ${folder}`);
  return Number.parseInt(found, 10);
}

/** Every test fails if the page asks another origin for anything or throws. */
export const test = base.extend<{ browserOf: Browser }, { served: string }>({
  served: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from a pattern.
    async ({}, use) => {
      const { url, close } = await serve();
      await use(url);
      close();
    },
    { scope: 'worker' },
  ],
  browserOf: async ({ served }, use) => {
    const browser = new Browser(served);
    await use(browser);
    await browser.close();
    browser.remove();
    expect(browser.strangers, 'requests to another origin').toEqual([]);
    expect(browser.errors, 'errors of the page').toEqual([]);
  },
});
