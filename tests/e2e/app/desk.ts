import { readFileSync } from 'node:fs';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { expect, test as base } from '../fixture.js';

export { expect };

const fakeWorker = readFileSync(new URL('fake-worker.js', import.meta.url), 'utf8');

/** The page to write on, with an engine that has its drafts from a list: what the page does, without a model. */
export class DeskPage {
  readonly text: Locator;
  readonly list: Locator;
  readonly saving: Locator;
  readonly toast: Locator;
  readonly ghost: Locator;
  readonly chips: Locator;

  constructor(
    readonly page: Page,
    readonly url: string,
  ) {
    this.text = page.getByRole('textbox', { name: 'Your text' });
    this.list = page.locator('.shelf-item');
    this.saving = page.locator('.saving');
    this.toast = page.locator('.toast');
    this.ghost = page.locator('.ghost');
    this.chips = page.locator('.chip');
  }

  async open(hash = ''): Promise<void> {
    await this.page.goto(`${this.url}/?e2e${hash}`);
    await this.ready();
  }

  /** The document is there, and drafts can be asked for. */
  async ready(): Promise<void> {
    await this.page.waitForFunction(() => performance.getEntriesByName('foreword-writable').length > 0);
    await expect(this.page.locator('.state')).toHaveAttribute('data-state', 'ready');
  }

  async saved(): Promise<void> {
    await expect(this.saving).toHaveText('Saved');
  }

  /** A new document with this text, saved. */
  async write(text: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New text' }).click();
    await expect(this.text).toHaveValue('');
    await this.text.fill(text);
    await expect(this.list.first()).toContainText(text.slice(0, 20));
    await this.saved();
  }

  /** A command of the menu of the document in this row. */
  async command(row: Locator, name: string): Promise<void> {
    await row.hover();
    await row.getByRole('button', { name: /^More for/ }).click();
    await this.page.getByRole('menuitem', { name }).click();
  }

  /** Another page of the same browser. */
  async another(): Promise<DeskPage> {
    return new DeskPage(await this.page.context().newPage(), this.url);
  }
}

/** Has the pages of a browser start the fake engine. */
export async function withoutModel(context: BrowserContext): Promise<void> {
  await context.route(/\/assets\/worker-[^/]*\.js$/, (route) =>
    route.fulfill({
      body: fakeWorker,
      contentType: 'text/javascript',
      // As the page's own: a worker of another policy isn't started.
      headers: {
        'Cross-Origin-Embedder-Policy': 'require-corp',
        'Cross-Origin-Resource-Policy': 'same-origin',
      },
    }),
  );
}

/** Service workers are blocked: they would fetch the worker past the tests. `offline.spec.ts` has them. */
export const test = base.extend<{ desk: DeskPage }>({
  serviceWorkers: 'block',
  desk: async ({ writing, context }, use) => {
    await withoutModel(context);
    await use(new DeskPage(writing.page, writing.server.url));
  },
});
