import { type Page, expect } from '@playwright/test';
import { type Field, Tab } from './extension-page.js';
import { type HostilePage, pages } from './pages.js';

/** Where is gone to: fields of every kind that can be left with text in them. */
const names = [
  'plain',
  'csp',
  'trusted-types',
  'open-shadow',
  'sandboxed-frame',
  'dialog',
  'editable-in-shadow',
];
const places = pages.filter(({ name }) => names.includes(name));
const [plain] = pages;
const words = ['the boat', 'a letter', 'my sister', 'some bread', 'that hill', 'an old song', 'two chairs'];

/** Numbers that are the same in every run, from 0 to below 1. */
export function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** What is done with a draft, by its keys, and what it must add to the text. */
const answers = [
  { keys: ['Tab'], adds: ' your email and' },
  { keys: ['Control+ArrowRight'], adds: ' your' },
  { keys: ['Control+ArrowRight', 'Control+ArrowRight'], adds: ' your email' },
  { keys: ['Alt+2'], adds: ' the quick reply' },
  { keys: ['Escape'], adds: '' },
] as const;

/** What came of one text. */
export interface Written {
  readonly letters: number;
  readonly isShown: boolean;
}

/** A tab of the soak, which writes, takes drafts, goes elsewhere, and looks at each step that the text is as meant. */
export class SoakTab {
  readonly #tab: Tab;
  #at: HostilePage | undefined;
  #field: Field | undefined;

  constructor(
    readonly page: Page,
    url: string,
    private readonly next: () => number,
  ) {
    this.#tab = new Tab(page, url);
  }

  async open(place: HostilePage | undefined = plain): Promise<void> {
    if (place === undefined) throw new Error('there are no pages');
    this.#at = place;
    this.#field = await this.#tab.open(place);
  }

  /** Goes to some page, to this one anew, or stays, as it happens. */
  async wander(): Promise<void> {
    const where = this.next();
    if (where < 0.35) await this.open(places[Math.floor(this.next() * places.length)]);
    else if (where < 0.45) await this.open(this.#at);
  }

  /**
   * Types a text, takes a draft if one comes, and fails unless the field has exactly what was meant. `meanwhile` happens
   * in the middle of the typing.
   */
  async write(meanwhile?: () => Promise<void>): Promise<Written> {
    const { page } = this;
    if (this.#at === undefined || this.#field === undefined) throw new Error('no page was opened');
    const field = this.#field;
    const holds = (text: string) => expect.poll(() => field.text(), { timeout: 15_000 }).toBe(text);
    await page.bringToFront();
    await field.focus();
    await page.keyboard.press('Control+End');
    const begun = await field.text();
    const said = ` I saw ${words[Math.floor(this.next() * words.length)] ?? ''}. Thank you for`;
    const middle = Math.floor(this.next() * said.length);
    await this.type(said.slice(0, middle));
    const happening = meanwhile?.();
    await this.type(said.slice(middle));
    await happening;
    await holds((begun + said).trimEnd());
    const overlay = this.#tab.within(this.#at).locator('foreword-overlay');
    const isShown = await overlay
      .locator('.ghost')
      .filter({ hasText: 'your email' })
      .waitFor({ timeout: 4_000 })
      .then(() => true)
      .catch(() => false);
    expect(await overlay.count()).toBeLessThanOrEqual(1);
    if (isShown) await this.take(field, begun + said, holds);
    return { letters: said.length, isShown };
  }

  private async take(field: Field, before: string, holds: (text: string) => Promise<void>): Promise<void> {
    const { keys, adds } = answers[Math.floor(this.next() * answers.length)] ?? answers[0];
    for (const key of keys) await this.page.keyboard.press(key);
    await holds(before + adds);
    // What is written on stands behind it.
    await this.type(' indeed.');
    await holds(`${before}${adds} indeed.`);
  }

  private async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: Math.floor(this.next() * 30) });
  }
}
