import type { Page } from '@playwright/test';
import { expect, test } from './app/desk.js';

const pages = ['write', 'voice', 'memory', 'speed', 'settings', 'welcome'] as const;

async function show(page: Page, name: (typeof pages)[number]): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${name}`);
  await expect(page.locator(name === 'write' ? '.sheet' : '.page h1, .page h2').first()).toBeVisible();
}

/** Controls that stand out of the window at its sides, where nobody can get at them. */
const cutOff = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, a, input, select, textarea')]
      .filter((control) => {
        const { left, right, width } = control.getBoundingClientRect();
        // What can be scrolled to is within reach.
        const isInRow = control.closest('.chips-list, .fw-tabs') !== null;
        const isSeen = control.checkVisibility({ visibilityProperty: true }) && !control.matches('.unseen');
        return width > 0 && isSeen && !isInRow && (left < -1 || right > innerWidth + 1);
      })
      .map((control) => `${control.className}: ${control.textContent.trim() || (control.ariaLabel ?? '')}`),
  );

test('at 200% nothing is wider than the window, and no control is cut off', async ({ desk, page }) => {
  await page.setViewportSize({ width: 640, height: 400 });
  await desk.open();
  await desk.text.fill('A text with a name that is much too long to stand in one line of the list.');
  for (const name of pages) {
    await show(page, name);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBe(0);
    expect(await cutOff(page), name).toEqual([]);
  }
  await show(page, 'write');
  await desk.text.press('Control+End');
  await page.keyboard.type(' Thank you for your');
  await expect(desk.ghost).not.toBeEmpty();
  await page.keyboard.press('Alt+Enter');
  const list = page.locator('.suggestions');
  await expect(list.locator('.why-part')).toHaveCount(1);
  const box = await list.boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(640);
  expect(box?.y).toBeGreaterThanOrEqual(0);
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(400);
});

test('where colours are the system’s, what is chosen has an edge', async ({ desk, page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await desk.open();
  await desk.write('A text.');
  for (const chosen of [
    page.getByRole('link', { name: 'Write', exact: true }),
    page.locator('.kind', { hasText: 'E-mail' }),
    desk.list.first(),
  ]) {
    await expect(chosen).toHaveCSS('outline-style', 'solid');
  }
  await expect(page.getByRole('link', { name: 'Voice' })).toHaveCSS('outline-style', 'none');
  await desk.text.fill('');
  await page.keyboard.type('Thank you for your');
  await expect(desk.ghost).not.toBeEmpty();
  const ink = (name: string) => page.locator(name).evaluate((element) => getComputedStyle(element).color);
  expect(await ink('.ghost')).not.toBe(await ink('textarea'));
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.getByRole('option', { selected: true })).toHaveCSS('outline-style', 'solid');
});

test('where motion is unwanted nothing moves', async ({ desk, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await desk.open();
  const moving = () => page.evaluate(() => document.getAnimations().length);
  await desk.write('Thank you for your');
  await desk.text.press('Control+End');
  await page.keyboard.press('Alt+ArrowDown');
  expect(await moving()).toBe(0);
  await desk.command(desk.list.first(), 'Delete');
  await expect(desk.toast).toBeVisible();
  expect(await moving()).toBe(0);
  await show(page, 'settings');
  expect(await moving()).toBe(0);
});

test('what is written from right to left begins at the right, in every line and in the list', async ({
  desk,
  page,
}) => {
  await desk.open();
  const lines = { To: 'שרה', Subject: 'פגישה ביום שישי' };
  for (const [name, words] of Object.entries(lines)) {
    const line = page.getByRole('textbox', { name, exact: true });
    await line.fill(words);
    await expect(line).toHaveCSS('direction', 'rtl');
    await line.fill('In English');
    await expect(line).toHaveCSS('direction', 'ltr');
    await line.fill(words);
  }
  await desk.text.fill('שלום שרה, תודה על ההודעה.');
  await expect(desk.list.first().locator('.shelf-title')).toHaveText(lines.Subject);
  await expect(desk.list.first().locator('.shelf-title')).toHaveCSS('direction', 'rtl');
  // A draft in English after a text from right to left is listed: drawn in the line it would stand in front of it.
  await desk.text.press('Control+End');
  await page.keyboard.type(' Thank you for your');
  await expect(page.getByRole('option')).toHaveCount(3);
  await expect(desk.ghost).toBeEmpty();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
});

test.describe('on a phone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 700 } });

  test('chips stand right above the keyboard, and the line that is written above them', async ({
    desk,
    page,
  }) => {
    await desk.open();
    await desk.text.tap({ position: { x: 60, y: 30 } });
    // What the browser says when a keyboard covers the lower part of the window.
    await page.evaluate(() => {
      const { visualViewport } = window;
      if (visualViewport === null) throw new Error('no visual viewport');
      Object.defineProperty(visualViewport, 'height', { get: () => 400 });
      visualViewport.dispatchEvent(new Event('resize'));
    });
    await page.keyboard.type('Thank you for your');
    const chips = page.locator('.chips');
    await expect(chips).toBeVisible();
    await expect(chips).toHaveAttribute('data-keyboard', 'shown');
    const box = await chips.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(401);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeGreaterThan(390);
    const text = await desk.text.boundingBox();
    expect(text?.y ?? Infinity).toBeLessThan(box?.y ?? 0);
  });
});
