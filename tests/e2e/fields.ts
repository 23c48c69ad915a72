import { fileURLToPath } from 'node:url';
import { type Locator, type Page, test as base, expect } from '@playwright/test';
import { createServer, defaultClientConditions } from 'vite';

export { expect };

/** A page with one field and drafts that the test gives: what the field does with them, without a model. */
export class FieldPage {
  readonly text: Locator;
  readonly ghost: Locator;
  readonly hint: Locator;
  readonly list: Locator;
  readonly options: Locator;
  readonly live: Locator;

  constructor(
    readonly page: Page,
    readonly url: string,
  ) {
    this.text = page.getByRole('textbox', { name: 'Text' });
    this.ghost = page.locator('.ghost');
    this.hint = page.locator('.hint');
    this.list = page.locator('.suggestions');
    this.options = page.getByRole('option');
    this.live = page.locator('foreword-overlay .live');
  }

  /** From now on each text has these drafts, less what of them stands before the caret since `text`. */
  async draft(text: string, ...drafts: string[]): Promise<void> {
    await this.page.evaluate(
      ([begun, texts]) => {
        globalThis.draftsFor = (before) =>
          texts.flatMap((draft) => {
            const typed = before.slice(begun.length);
            const isFit = before.startsWith(begun) && draft.startsWith(typed) && draft !== typed;
            return isFit ? [draft.slice(typed.length)] : [];
          });
      },
      [text, drafts] as const,
    );
  }

  /** Writes `text` and waits until one of `drafts` is offered. */
  async offer(text: string, ...drafts: string[]): Promise<void> {
    await this.draft(text, ...drafts);
    await this.text.fill(text);
    await expect(this.ghost.or(this.list).filter({ visible: true }).first()).toBeVisible();
    await this.settled();
  }

  /** Waits until nothing is asked or planned any more. */
  async settled(): Promise<void> {
    await this.page.evaluate(async () => {
      await new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      });
      await globalThis.attached?.idle();
    });
  }
}

interface Fixtures {
  field: FieldPage;
}

interface WorkerFixtures {
  address: string;
}

/** Every test fails if the page asks another origin for anything, or throws. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  address: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from a pattern.
    async ({}, use) => {
      const server = await createServer({
        configFile: false,
        root: fileURLToPath(new URL('field', import.meta.url)),
        logLevel: 'error',
        server: { port: 0, fs: { strict: false } },
        resolve: { conditions: ['foreword-source', ...defaultClientConditions] },
      });
      await server.listen();
      await use(server.resolvedUrls?.local[0] ?? '');
      await server.close();
    },
    { scope: 'worker' },
  ],

  field: async ({ page, context, address }, use) => {
    const strangers: string[] = [];
    const errors: string[] = [];
    const { origin } = new URL(address);
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'data:' && url.origin !== origin) strangers.push(request.url());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(address);
    await page.waitForFunction(() => globalThis.attached !== undefined);
    await use(new FieldPage(page, address));
    expect(strangers, 'requests to another origin').toEqual([]);
    expect(errors).toEqual([]);
  },
});
