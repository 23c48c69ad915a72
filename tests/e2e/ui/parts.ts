import { fileURLToPath } from 'node:url';
import { type Page, test as base, expect as expectAt } from '@playwright/test';
import { build, preview } from 'vite';

/** Other work may run beside the tests. */
export const expect = expectAt.configure({ timeout: 15_000 });

const configFile = fileURLToPath(new URL('../../../web/ui/demo/vite.config.ts', import.meta.url));

/** As strict as that of the app and the extension. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'";

interface Workers {
  /** Where the parts are served. */
  parts: string;
}

interface Tests {
  /** Opens a part: `memory&messages=5000`. */
  open: (part: string) => Promise<Page>;
}

/** The parts of web/ui with fakes behind them, each test in a fresh page that must break no policy and throw nothing. */
export const test = base.extend<Tests, Workers>({
  parts: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from a pattern.
    async ({}, use) => {
      await build({ configFile, logLevel: 'error' });
      const headers = { 'Content-Security-Policy': policy };
      const server = await preview({ configFile, logLevel: 'error', preview: { port: 0, headers } });
      const address = server.httpServer.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      await use(`http://localhost:${address.port}`);
      await server.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  open: async ({ page, context, parts }, use) => {
    const strangers: string[] = [];
    const complaints: string[] = [];
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (!['data:', 'blob:'].includes(protocol) && origin !== parts) strangers.push(request.url());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await use(async (part) => {
      await page.goto(`${parts}/?part=${part}`);
      await expect(page.locator('.fw').first()).toBeVisible();
      return page;
    });
    expect(strangers, 'requests to another origin').toEqual([]);
    expect(complaints, 'errors and violations of the policy').toEqual([]);
  },
});

/** What the part was given, and calls of it: `demo(page, 'profile.calls')`. */
export function demo<T>(page: Page, path: string): Promise<T> {
  return page.evaluate((names) => {
    let found: unknown = (globalThis as unknown as { demo: unknown }).demo;
    for (const name of names.split('.')) found = (found as Record<string, unknown>)[name];
    return found as T;
  }, path);
}
