import { type Locator, type Page, test as base, expect } from '@playwright/test';
import { serve } from './server.js';

export { expect };

/** Parameters of a fixture's page. */
export interface Look {
  readonly dir?: 'rtl';
  readonly look?: 'zoomed' | 'scaled' | 'low';
  readonly dialog?: '';
  /** With the adapter of any `contenteditable`. */
  readonly any?: '';
  readonly max?: string;
  readonly capitals?: '';
}

/** A box in CSS pixels of the viewport. */
export interface Rect {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A page with one editor, and drafts that the test gives. */
export class EditorPage {
  readonly ghost: Locator;
  readonly rows: Locator;
  readonly overlay: Locator;

  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    this.ghost = page.locator('.ghost');
    this.rows = page.getByRole('option');
    this.overlay = page.locator('foreword-overlay');
  }

  /** Opens a fixture, with the caret in its editor. */
  async open(name: string, look: Look = {}): Promise<void> {
    await this.page.goto(`${this.url}/${name}?${new URLSearchParams({ ...look })}`);
    await expect(this.page.locator('html')).toHaveAttribute('data-state', 'ready');
    await this.focus();
  }

  async focus(): Promise<void> {
    await this.page.evaluate(() => {
      globalThis.editor.element.ownerDocument.defaultView?.focus();
      globalThis.editor.element.focus();
    });
  }

  /** Types with real keys; `\n` is Enter. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** From now on `draft` is offered after each of the texts. */
  async draft(...drafts: [after: string, draft: string][]): Promise<void> {
    await this.page.evaluate((given) => {
      globalThis.drafts = given;
    }, drafts);
  }

  /** Types `text` and waits until `draft` is shown after it. */
  async offer(text: string, draft: string): Promise<void> {
    await this.draft([text.split('\n').at(-1) ?? text, draft]);
    await this.type(text);
    await this.shows(draft);
  }

  async shows(draft: string): Promise<void> {
    await expect(this.ghost).toHaveText(draft, { useInnerText: false });
    await this.settled();
  }

  /** Nothing is shown, though drafts were asked for. */
  async showsNothing(): Promise<void> {
    await this.settled();
    await expect(this.ghost.filter({ visible: true }).or(this.rows)).toHaveCount(0);
  }

  /** Waits until the editor has drawn, and nothing is asked or planned any more. */
  async settled(): Promise<void> {
    await this.page.evaluate(async () => {
      await new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      });
      await globalThis.attached?.idle();
    });
  }

  text(): Promise<string> {
    return this.page.evaluate(() => globalThis.editor.text());
  }

  saved(): Promise<string> {
    return this.page.evaluate(() => globalThis.editor.saved());
  }

  /** What the document holds of the editor. */
  html(): Promise<string> {
    return this.page.evaluate(() => globalThis.editor.element.outerHTML);
  }

  changes(): Promise<number> {
    return this.page.evaluate(() => globalThis.changes);
  }

  async hasText(text: string): Promise<void> {
    await expect.poll(() => this.text()).toBe(text);
  }

  /** Where the letters of `text` are that stand last in the editor. */
  letters(text: string): Promise<Rect> {
    return this.page.evaluate((wanted) => {
      const { element } = globalThis.editor;
      const { ownerDocument } = element;
      const walker = ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const places: [Text, number][] = [];
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const { length } = (node as Text).data;
        for (let at = 0; at < length; at += 1) places.push([node as Text, at]);
      }
      const all = places.map(([{ data }, at]) => data[at]).join('').replaceAll('\u00a0', ' ');
      const from = places[all.lastIndexOf(wanted)];
      const to = places[all.lastIndexOf(wanted) + wanted.length - 1];
      if (from === undefined || to === undefined) throw new Error(`${wanted} isn't in ${all}`);
      const range = ownerDocument.createRange();
      range.setStart(...from);
      range.setEnd(to[0], to[1] + 1);
      const { left, right, top, bottom } = range.getBoundingClientRect();
      const frame = ownerDocument.defaultView?.frameElement;
      const { left: x, top: y } = frame?.getBoundingClientRect() ?? { left: 0, top: 0 };
      return { left: left + x, right: right + x, top: top + y, bottom: bottom + y };
    }, text);
  }

  /** Where the letters of the ghost are. */
  ghostLetters(): Promise<Rect> {
    return this.ghost.evaluate((ghost) => {
      const range = document.createRange();
      const text = ghost.firstChild ?? ghost;
      const { textContent: words } = ghost;
      range.setStart(text, words.length - words.trimStart().length);
      range.setEnd(text, words.trimEnd().length);
      const { left, right, top, bottom } = range.getBoundingClientRect();
      return { left, right, top, bottom };
    });
  }
}

interface Fixtures {
  editor: EditorPage;
}

interface WorkerFixtures {
  address: string;
}

/** Every test fails if the page asks another origin for anything, breaks its own policy, or throws. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  address: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from a pattern.
    async ({}, use) => {
      const { url, close } = await serve();
      await use(url);
      close();
    },
    { scope: 'worker' },
  ],

  editor: async ({ page, context, address }, use) => {
    const complaints: string[] = [];
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (!/^(data|blob|about):$/.test(protocol) && origin !== address) complaints.push(request.url());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
    });
    await use(new EditorPage(page, address));
    expect(complaints, 'requests to other origins, breaches of the policy, errors').toEqual([]);
  },
});
