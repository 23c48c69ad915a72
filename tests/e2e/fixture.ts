import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type BrowserContext,
  type Locator,
  type Page,
  type Request,
  test as base,
  expect,
} from '@playwright/test';
import { type Proxy, startProxy } from './proxy.js';

export { expect };

const out = fileURLToPath(new URL('out/', import.meta.url));

/** The writing page and what the tests do with it. */
export class WritingPage {
  readonly text: Locator;
  readonly state: Locator;
  readonly notice: Locator;
  readonly ghost: Locator;
  readonly hint: Locator;
  /** Rows of the list of drafts. */
  readonly options: Locator;
  readonly live: Locator;
  readonly facts: Locator;
  readonly settings: Locator;
  /** What is said of where it runs. */
  readonly where: Locator;

  constructor(
    readonly page: Page,
    readonly server: Proxy,
  ) {
    this.text = page.getByRole('textbox', { name: 'Your text' });
    this.state = page.locator('.state');
    this.notice = page.locator('.notice');
    this.ghost = page.locator('.ghost');
    this.hint = page.locator('.hint');
    this.live = page.locator('foreword-overlay .live');
    this.options = page.getByRole('option');
    this.facts = page.locator('.facts');
    this.settings = page.locator('.page');
    this.where = this.settings.locator('.fw-numbers[data-used]');
  }

  async open(): Promise<void> {
    // The overlay's shadow root is open to tests, and to them alone. The gauge has figures that they look at.
    await this.page.goto(`${this.server.url}/?e2e&gauge`);
    // The page's scripts may still be at work when it counts as loaded.
    await this.page.waitForFunction(() => performance.getEntriesByName('foreword-writable').length > 0);
  }

  async ready(): Promise<void> {
    await expect(this.state).toHaveText(/Ready/, { timeout: 45_000 });
  }

  /** Opens the page and waits until drafts can be asked for. */
  async start(): Promise<void> {
    await this.open();
    await this.ready();
    await this.text.click();
  }

  async openSettings(): Promise<void> {
    await this.page.getByRole('link', { name: 'Settings' }).click();
    await expect(this.settings.getByRole('heading', { name: 'Settings' })).toBeVisible();
  }

  async closeSettings(): Promise<void> {
    await this.page.getByRole('link', { name: 'Write' }).click();
    await expect(this.settings).toBeHidden();
  }

  /** Types, and waits for the ghost text; returns it. */
  async write(text: string): Promise<string> {
    await this.text.pressSequentially(text);
    return this.shown();
  }

  /** The ghost text, once there is one and the engine has answered for the text as it is. */
  async shown(): Promise<string> {
    await expect(this.ghost).not.toBeEmpty();
    await this.settled();
    return (await this.ghost.textContent()) ?? '';
  }

  /**
   * Waits until no question is on its way to the engine: two frames for one to be asked, then its answer, then the
   * second look that the pause is used for.
   */
  async settled(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(resolve));
        }),
    );
    await expect(this.state).toHaveAttribute('data-phase', /^(idle|off)$/);
  }

  async picture(name: string): Promise<void> {
    mkdirSync(out, { recursive: true });
    await this.page.screenshot({ path: `${out}${name}.png`, animations: 'disabled', caret: 'initial' });
  }
}

interface Fixtures {
  server: Proxy;
  writing: WritingPage;
}

/** A server with an origin of its own before the one that serves the built page. */
async function startServer(): Promise<Proxy> {
  const upstream = process.env['FOREWORD_URL'];
  if (upstream === undefined) throw new Error('no server: see server.ts');
  return startProxy(upstream);
}

/** Every test fails if the page asks another origin for anything, breaks its own policy, or throws. */
export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from a pattern.
  server: async ({}, use) => {
    const proxy = await startServer();
    await use(proxy);
    await proxy.close();
  },

  writing: async ({ page, context, server }, use) => {
    const strangers: string[] = [];
    const complaints: string[] = [];
    const look = (request: Request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol !== 'data:' && origin !== server.url) strangers.push(request.url());
    };
    context.on('request', look);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
    });
    await use(new WritingPage(page, server));
    context.off('request', look);
    expect(strangers, 'requests to another origin').toEqual([]);
    expect(complaints, 'errors and violations of the policy').toEqual([]);
  },
});

interface Kept {
  server: Proxy;
  context: BrowserContext;
}

/**
 * For tests of drafts that don't care how the page got its files. The browser keeps the files of the model and of the page
 * from one test to the next, since unpacking the model takes most of a first visit. Texts, the profile and settings are
 * deleted before each test. Of the options for a context only the window's size is used.
 */
export const returning = test.extend<object, { kept: Kept }>({
  kept: [
    async ({ browser }, use) => {
      const server = await startServer();
      const { viewport } = base.info().project.use;
      const context = await browser.newContext({ viewport: viewport ?? null });
      await use({ server, context });
      await context.close();
      await server.close();
    },
    { scope: 'worker' },
  ],

  server: ({ kept }, use) => use(kept.server),

  context: ({ kept }, use) => use(kept.context),

  page: async ({ kept }, use) => {
    const page = await kept.context.newPage();
    const browser = await kept.context.newCDPSession(page);
    await browser.send('Storage.clearDataForOrigin', {
      origin: kept.server.url,
      storageTypes: 'indexeddb,local_storage',
    });
    await browser.detach();
    await use(page);
    await page.close();
  },
});
