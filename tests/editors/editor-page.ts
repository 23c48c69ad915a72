import {
  type ConsoleMessage,
  type Locator,
  type Page,
  type Request,
  test as base,
  expect,
} from '@playwright/test';
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
      const element = (globalThis as Partial<typeof globalThis>).editor?.element;
      element?.ownerDocument.defaultView?.focus();
      element?.focus();
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

  /** Presses keys at a person's pace: each when the editor is done with the one before. */
  async pressed(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.settled();
      await this.page.waitForFunction(() => globalThis.editor.hasSeenCaret?.() !== false);
    }
  }

  text(): Promise<string> {
    return this.page.evaluate(() => globalThis.editor.text());
  }

  saved(): Promise<string> {
    return this.page.evaluate(() => globalThis.editor.saved());
  }

  /** What the document holds of the editor, without the names that Draft.js makes up anew each time. */
  async html(): Promise<string> {
    const html = await this.page.evaluate(() => globalThis.editor.element.outerHTML);
    return html.replace(/ data-(editor|offset-key)="[^"]*"/g, '');
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
      const all = places
        .map(([{ data }, at]) => data[at])
        .join('')
        .replaceAll('\u00a0', ' ');
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

/** Pixels that a ghost may be away from where its letters will be. */
const around = 2;

/** The box of all that is darker than the ghost on white, in and near `box`. */
export async function inkIn(page: Page, box: Rect): Promise<Rect> {
  const clip = {
    x: Math.floor(box.left) - around,
    y: Math.floor(box.top) - around,
    width: Math.ceil(box.right - box.left) + 2 * around + 1,
    height: Math.ceil(box.bottom - box.top) + 2 * around + 1,
  };
  // Playwright hides the caret.
  const picture = (await page.screenshot({ clip, animations: 'disabled' })).toString('base64');
  return page.evaluate(async (encoded) => {
    const image = new Image();
    image.src = `data:image/png;base64,${encoded}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('there is no canvas');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const ink = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (let y = 0; y < image.height; y += 1) {
      for (let x = 0; x < image.width; x += 1) {
        if ((data[4 * (y * image.width + x)] ?? 255) > 180) continue;
        ink.left = Math.min(ink.left, x);
        ink.right = Math.max(ink.right, x);
        ink.top = Math.min(ink.top, y);
        ink.bottom = Math.max(ink.bottom, y);
      }
    }
    return ink;
  }, picture);
}

interface Fixtures {
  editor: EditorPage;
}

interface WorkerFixtures {
  address: string;
  /** One for all tests of a worker: each opens what it needs anew, and what is compiled once stays so. */
  tab: Page;
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

  tab: [
    async ({ browser }, use) => {
      const tab = await browser.newPage({ viewport: { width: 1000, height: 700 } });
      await use(tab);
      await tab.close();
    },
    { scope: 'worker' },
  ],

  editor: async ({ tab, address }, use) => {
    const complaints: string[] = [];
    const asked = (request: Request) => {
      const { protocol, origin } = new URL(request.url());
      if (!/^(data|blob|about):$/.test(protocol) && origin !== address) complaints.push(request.url());
    };
    const thrown = (error: Error) => {
      complaints.push(error.message);
    };
    const said = (message: ConsoleMessage) => {
      if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
    };
    tab.on('request', asked).on('pageerror', thrown).on('console', said);
    await use(new EditorPage(tab, address));
    tab.off('request', asked).off('pageerror', thrown).off('console', said);
    expect(complaints, 'requests to other origins, breaches of the policy, errors').toEqual([]);
  },
});
