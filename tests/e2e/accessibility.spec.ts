/** What somebody meets who doesn't see the field, or has no mouse; and what axe finds in its states. */
import { createRequire } from 'node:module';
import { type FieldPage, expect, test } from './fields.js';

const text = 'I wanted to let you know that the meeting';
const drafts = [' was moved', ' is on Friday', ' has been'] as const;
const script = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

declare global {
  // What the script of axe offers.
  var axe: typeof import('axe-core');
}

/** Runs every rule of axe on the page and what is drawn over it; the shadow root is open to tests. */
async function findings({ page }: FieldPage): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path: script });
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
  // The page has one field and two buttons: a run that looked at nothing would find nothing.
  expect(passes.length).toBeGreaterThan(10);
  // The page is made for tests, and has no heading or landmarks of its own.
  const ofPage = ['landmark-one-main', 'page-has-heading-one', 'region'];
  return violations
    .filter(({ id, nodes }) => !ofPage.includes(id) || JSON.stringify(nodes).includes('foreword-overlay'))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
}

/** Drafts in front of other text stand in the list alone. */
async function openList(field: FieldPage): Promise<void> {
  await field.text.fill(`${text} on Monday at noon`);
  await field.draft(`${text}s`, ' are', ' were');
  await field.text.evaluate((area: HTMLTextAreaElement, at) => {
    area.setSelectionRange(at, at);
  }, text.length);
  await field.text.pressSequentially('s');
  await expect(field.options).toHaveCount(2);
}

const states: [name: string, reach: (field: FieldPage) => Promise<void>][] = [
  ['before anything is offered', (field) => field.text.click()],
  ['a ghost at the caret', (field) => field.offer(text, ...drafts)],
  ['a list in front of other text', openList],
  [
    'from right to left',
    async (field) => {
      await field.offer('תודה רבה על המכתב', ' ואשמח לשמוע', ' שלך');
    },
  ],
  [
    'a draft that is explained',
    async (field) => {
      await field.page.goto(`${field.url}?why`);
      await field.page.waitForFunction(() => globalThis.attached !== undefined);
      await field.offer(text, ...drafts);
      await field.page.keyboard.press('Alt+Enter');
      await expect(field.page.locator('.why-note')).toBeVisible();
    },
  ],
  [
    'after a draft was taken',
    async (field) => {
      await field.offer(text, ...drafts);
      await field.page.keyboard.press('Tab');
      await expect(field.text).toHaveValue(text + drafts[0]);
    },
  ],
];

for (const scheme of ['light', 'dark'] as const) {
  test.describe(`axe finds nothing, ${scheme}`, () => {
    test.use({ colorScheme: scheme });
    for (const [name, reach] of states) {
      test(name, async ({ field }) => {
        await reach(field);
        expect(await findings(field)).toEqual([]);
      });
    }
  });
}

test('axe finds a fault that is put there', async ({ field, page }) => {
  await openList(field);
  await page.evaluate(() => {
    const root = document.querySelector('foreword-overlay')?.shadowRoot;
    const button = document.createElement('button');
    root?.querySelector('[role=listbox]')?.append(button);
  });
  expect((await findings(field)).join()).toMatch(/button-name|aria-required-children/);
});

test('screen readers: what is offered has names, and is said once', async ({ field, page }) => {
  await field.offer(text, ...drafts);
  // The ghost repeats the text around it, and would be read twice.
  await expect(page.locator('foreword-overlay .frame')).toHaveAttribute('aria-hidden', 'true');
  await expect(field.live).toHaveAttribute('aria-live', 'polite');
  await expect(field.live).toHaveText('Suggestion: was moved; 2 more');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(field.live).toHaveText('is on Friday');
  await page.keyboard.press('Tab');
  await expect(field.live).toHaveText('Inserted: is on Friday');
  await openList(field);
  const options = page.getByRole('listbox', { name: 'Ways to go on' }).getByRole('option');
  expect(await options.evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel))).toEqual(['are', 'were']);
  await expect(page.getByRole('option', { name: 'are', exact: true, selected: true })).toHaveCount(1);
  // The field keeps its own name and role; nothing of the overlay can have the focus.
  await expect(page.getByRole('textbox', { name: 'Text' })).toBeFocused();
  expect(await page.locator('foreword-overlay').evaluate((host) => host.matches(':focus-within'))).toBe(
    false,
  );
});

test('keyboard only: into the field, through its drafts, and out again', async ({ field, page }) => {
  const { keyboard } = page;
  await field.draft(text, ...drafts);
  await page.locator('#before').focus();
  await keyboard.press('Tab');
  await expect(field.text).toBeFocused();
  await keyboard.type(text);
  await expect(field.ghost).toHaveText(drafts[0]);
  await field.settled();
  // Exchanged, taken by word, and whole, without leaving the field.
  await keyboard.press('Alt+ArrowDown');
  await expect(field.ghost).toHaveText(drafts[1]);
  await keyboard.press('Control+ArrowRight');
  await expect(field.text).toHaveValue(`${text} is`);
  await keyboard.press('Tab');
  await expect(field.text).toHaveValue(text + drafts[1]);
  await expect(field.text).toBeFocused();
  // Out again, with something shown and without.
  await field.draft(`${text}${drafts[1]}.`, ' See you');
  await keyboard.type('.');
  await expect(field.ghost).toHaveText(' See you');
  await keyboard.press('Escape');
  await expect(field.ghost).toBeEmpty();
  await keyboard.press('Tab');
  await expect(page.locator('#after')).toBeFocused();
  await keyboard.press('Shift+Tab');
  await expect(field.text).toBeFocused();
  await keyboard.press('Shift+Tab');
  await expect(page.locator('#before')).toBeFocused();
});
