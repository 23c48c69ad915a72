import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type ConsoleMessage,
  type FrameLocator,
  type Locator,
  type Page,
  type Request,
  test as base,
  expect,
} from '@playwright/test';
import { type Started, start } from './browser.js';
import type { HostilePage } from './pages.js';
import { serve } from './server.js';

export { expect };

/** A folder of `extension/dist`. */
export const built = (name: string): string =>
  fileURLToPath(new URL(`../../extension/dist/${name}`, import.meta.url));

/** Schemes that ask nobody for anything. */
const local = /^(data|blob|about|chrome-extension):$/;

/** A tab of a browser that has the extension, and what tests do in it. */
export class Tab {
  constructor(
    readonly page: Page,
    readonly url: string,
  ) {}

  /** Opens a page, as far as a person has to click before they can write. */
  async open(page: HostilePage): Promise<Field> {
    await this.page.goto(`${this.url}/page/${page.name}`);
    if (page.click !== undefined) await this.page.locator(page.click).click();
    const field = page.isOwn === true ? ownField(this.page) : openField(this.within(page).locator('#field'));
    await field.isThere();
    return field;
  }

  /** Opens a page with an editor. */
  async edit(name: string): Promise<void> {
    await this.page.goto(`${this.url}/editor/${name}`);
    await expect(this.page.locator('html')).toHaveAttribute('data-state', 'ready');
    await this.page.evaluate(() => {
      globalThis.editor.element.ownerDocument.defaultView?.focus();
      globalThis.editor.element.focus();
    });
  }

  /** The document of the field's frame. */
  within({ frames = [] }: Pick<HostilePage, 'frames'>): Page | FrameLocator {
    let at: Page | FrameLocator = this.page;
    for (const frame of frames) at = at.frameLocator(frame);
    return at;
  }

  /** Types slowly enough for a page that was opened just now: the script for fields comes with the first focus. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }
}

/** A field of a page, whatever the page's scripts say of it. */
export interface Field {
  isThere(): Promise<void>;
  focus(): Promise<void>;
  /** What the person sees in it. */
  text(): Promise<string>;
}

function openField(locator: Locator): Field {
  return {
    isThere: () => locator.waitFor(),
    focus: () => locator.click(),
    text: async () => {
      const isEditable = await locator.evaluate((element) => element.hasAttribute('contenteditable'));
      const text = await (isEditable ? locator.innerText() : locator.inputValue());
      return text.replaceAll('\u00a0', ' ').trimEnd();
    },
  };
}

/** A field that only the page itself can reach, or read: see `ownField` in `pages.ts`. */
function ownField(page: Page): Field {
  return {
    isThere: async () => {
      await page.waitForFunction(() => typeof globalThis.ownField === 'object');
    },
    focus: () =>
      page.evaluate(() => {
        globalThis.ownField.focus();
      }),
    text: () => page.evaluate(() => globalThis.ownField.text()),
  };
}

interface Fixtures {
  tab: Tab;
}

interface WorkerFixtures {
  started: Started;
  address: { url: string; other: string };
}

/** What the one browser of a worker asked others for, and what it complained of. */
const complaints: string[] = [];

/** Every test fails if anything is asked of another origin, a policy is broken, or something throws. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  address: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from a pattern.
    async ({}, use) => {
      const { url, other, close } = await serve();
      await use({ url, other });
      close();
    },
    { scope: 'worker' },
  ],

  started: [
    async ({ address }, use) => {
      const started = await start(built('tests-chromium'));
      const { context, origin } = started;
      context.on('request', (request: Request) => {
        const { protocol, origin: asked } = new URL(request.url());
        const isOurs = asked === address.url || asked === address.other || request.url().startsWith(origin);
        if (!local.test(protocol) && !isOurs) complaints.push(`request: ${request.url()}`);
      });
      context.on('weberror', (error) => {
        complaints.push(`thrown: ${error.error().message}`);
      });
      await use(started);
      await started.close();
    },
    { scope: 'worker' },
  ],

  tab: async ({ started, address }, use) => {
    const page = await started.context.newPage();
    page.on('console', (message: ConsoleMessage) => {
      if (/Content.Security.Policy|Refused to|TrustedHTML/i.test(message.text()))
        complaints.push(message.text());
    });
    complaints.length = 0;
    await use(new Tab(page, address.url));
    await page.close();
    expect(complaints, 'requests to other origins, breaches of policies, errors').toEqual([]);
  },
});

/** Whether a build is there; tests fail without, they never skip. */
export function hasBuild(name: string): boolean {
  return readdirSync(built('.')).includes(name);
}
