import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fields.js';

const text = 'Please let me know if';
const [first, second] = [' you have any questions', ' there is anything'] as const;
const drafts = [first, second, ' this works'];

/** What is seen of the page, in its own coordinates. */
function seen(page: Page): Promise<{ left: number; top: number; right: number; bottom: number }> {
  return page.evaluate(() => {
    const {
      offsetLeft: left,
      offsetTop: top,
      width,
      height,
    } = window.visualViewport ?? {
      offsetLeft: 0,
      offsetTop: 0,
      width: innerWidth,
      height: innerHeight,
    };
    return { left, top, right: left + width, bottom: top + height };
  });
}

function boxOf(part: Locator): Promise<{ left: number; top: number; right: number; bottom: number }> {
  return part.evaluate((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom };
  });
}

/** The part is in what is seen, and doesn't lie on the ghost's line. */
async function expectSeen(page: Page, part: Locator, ghost: Locator): Promise<void> {
  const [all, box, line] = [await seen(page), await boxOf(part), await boxOf(ghost)];
  expect(box.left).toBeGreaterThanOrEqual(all.left);
  expect(box.right).toBeLessThanOrEqual(all.right);
  expect(box.top).toBeGreaterThanOrEqual(all.top);
  expect(box.bottom).toBeLessThanOrEqual(all.bottom);
  expect(box.top >= line.bottom - 1 || box.bottom <= line.top + 1).toBe(true);
}

/** Makes the field end at the window's lower edge, with the caret in its last line. */
async function writeAtTheBottom(page: Page): Promise<string> {
  return page.evaluate(() => {
    const field = document.querySelector('textarea');
    if (field === null) return '';
    field.style.height = `${innerHeight - field.getBoundingClientRect().top - 4}px`;
    return '\n'.repeat(Math.floor((field.clientHeight - 24) / 27) - 1);
  });
}

test('list and hint are above the line where the window ends beneath it', async ({ field, page }) => {
  const above = await writeAtTheBottom(page);
  await field.offer(above + text, ...drafts);
  await expectSeen(page, field.hint, field.ghost);
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await expectSeen(page, field.list, field.ghost);
});

test('ghost, hint and list have one left edge', async ({ field, page }) => {
  await field.offer(text, ...drafts);
  const letter = await field.ghost.evaluate((ghost) => {
    const range = document.createRange();
    range.setStart(ghost.firstChild ?? ghost, 1);
    range.setEnd(ghost.firstChild ?? ghost, 2);
    return range.getBoundingClientRect().left;
  });
  const hint = await boxOf(field.hint);
  expect(Math.abs(hint.left - letter)).toBeLessThanOrEqual(1);
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowUp');
  const row = await boxOf(field.options.first().locator('.draft'));
  expect(Math.abs(row.left - letter)).toBeLessThanOrEqual(1);
});

for (const [what, before, ghost] of [
  ['a line of both directions', 'Hello, my friend קוראים לו', ' is'],
  ['a line of both directions', 'שלום John, how are', ' you?'],
  ['a draft of the other direction', 'Hello', ' שלום'],
  ['joined letters', 'كت', 'اب'],
] as const) {
  test(`in ${what} drafts are listed, not drawn: ${before} + ${ghost}`, async ({ field }) => {
    await field.draft(before, ghost);
    await field.text.fill(before);
    await expect(field.options).toHaveCount(1);
    await expect(field.ghost).toBeEmpty();
  });
}

test('where text runs to the left the ghost stands where its letters will', async ({ field, page }) => {
  const before = 'שלום, רציתי לומר ש';
  await field.offer(before, 'אני בדרך');
  const ghost = await boxOf(field.ghost);
  await page.keyboard.press('Tab');
  await expect(field.text).toHaveValue(`${before}אני בדרך`);
  // The mirror has the same text now, this time as typed.
  await field.offer(`${before}אני בדרך`, ' הביתה');
  const mark = await page.locator('.ghost-mark').evaluate((element) => element.getBoundingClientRect().left);
  expect(Math.abs(ghost.left - mark)).toBeLessThanOrEqual(1);
});

test('where text runs to the left the rows of the list begin where the ghost does, with the keys behind', async ({
  field,
  page,
}) => {
  await field.offer('שלום, רציתי לומר', ' שאני בדרך', ' שלא אוכל לבוא');
  const ghost = await field.ghost.evaluate((element) => {
    const range = document.createRange();
    range.setStart(element.firstChild ?? element, 1);
    range.setEnd(element.firstChild ?? element, element.textContent.length);
    return range.getBoundingClientRect().right;
  });
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowUp');
  const row = await boxOf(field.options.first().locator('.draft'));
  const key = await boxOf(field.options.first().locator('.key'));
  expect(Math.abs(row.right - ghost)).toBeLessThanOrEqual(1);
  expect(key.right).toBeLessThan(row.left);
});

test('a ghost whose line is beneath the window is listed with all its words', async ({ field, page }) => {
  const above = await page.evaluate(() => {
    const area = document.querySelector('textarea');
    if (area === null) return '';
    // The field goes on beneath the window, whose last whole line is the caret's.
    area.style.height = `${innerHeight}px`;
    area.style.width = '220px';
    const style = getComputedStyle(area);
    const top = area.getBoundingClientRect().top + Number.parseFloat(style.paddingTop);
    return '\n'.repeat(Math.floor((innerHeight - top) / Number.parseFloat(style.lineHeight)) - 1);
  });
  await field.offer(`${above}Please let me know`, ' straightforwardly');
  await page.evaluate(() => {
    scrollTo(0, 0);
  });
  await field.settled();
  await expect(field.ghost).toBeEmpty();
  await expect(field.options.first().locator('.draft')).toHaveText('straightforwardly');
  await expect(field.options.first()).toBeInViewport({ ratio: 1 });
});

test('a click or a drag in the text is the text’s', async ({ field, page }) => {
  await field.offer(text, ...drafts);
  const { left, right, top, bottom } = await boxOf(field.ghost);
  const middle = (top + bottom) / 2;
  await page.mouse.click(left + 20, middle);
  await expect(field.text).toHaveValue(text);
  await field.settled();
  await page.mouse.move(right - 4, middle);
  await page.mouse.down();
  await page.mouse.move(left - 60, middle, { steps: 4 });
  await page.mouse.up();
  await expect(field.text).toHaveValue(text);
  const selected = await field.text.evaluate(
    (area: HTMLTextAreaElement) => area.selectionEnd - area.selectionStart,
  );
  expect(selected).toBeGreaterThan(3);
});

test('on paper there is only the text', async ({ field, page }) => {
  await field.offer(text, ...drafts);
  await page.emulateMedia({ media: 'print' });
  await expect(field.ghost).toBeHidden();
  await expect(field.hint).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await expect(field.ghost).toBeVisible();
});

test('the browser’s own predictions are off while drafts are offered, and what the page set is given back', async ({
  field,
  page,
}) => {
  const attributes = () =>
    field.text.evaluate((area) =>
      ['writingsuggestions', 'autocapitalize', 'enterkeyhint'].map((name) => area.getAttribute(name)),
    );
  expect(await attributes()).toEqual(['false', 'sentences', 'enter']);
  await page.evaluate(() => globalThis.attached?.pause());
  expect(await attributes()).toEqual([null, null, null]);
  await field.text.evaluate((area) => {
    area.setAttribute('writingsuggestions', 'true');
    area.setAttribute('enterkeyhint', 'send');
  });
  await page.evaluate(() => globalThis.attached?.resume());
  expect(await attributes()).toEqual(['false', 'sentences', 'send']);
  await page.evaluate(() => globalThis.attached?.detach());
  expect(await attributes()).toEqual(['true', null, 'send']);
});

test.describe('on a phone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 420 } });

  test('a tap beside the text sets the caret; only a row of the list takes a draft', async ({
    field,
    page,
  }) => {
    await field.offer(text, ...drafts);
    const { left, top, bottom } = await boxOf(field.ghost);
    await page.touchscreen.tap(left + 4, (top + bottom) / 2);
    await expect(field.text).toHaveValue(text);
    // Where the caret is now is the browser's matter.
    await field.text.press('End');
    await field.options.nth(1).tap();
    await expect(field.text).toHaveValue(text + second);
    await expect(field.text).toBeFocused();
  });

  test('rows are high enough for fingers, name no keys, and none repeats the ghost', async ({ field }) => {
    await field.offer(text, ...drafts);
    await expect(field.options).toHaveCount(3);
    await expect(field.list.locator('kbd')).toHaveCount(0);
    for (const row of await field.options.all()) {
      expect((await row.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      await expect(row).not.toHaveText((await field.ghost.textContent())?.trim() ?? '');
    }
    await field.options.first().tap();
    await expect(field.text).toHaveValue(text + first);
  });

  test('the list stays above the keyboard, and in what two fingers leave of the page', async ({
    field,
    page,
  }) => {
    const above = await writeAtTheBottom(page);
    await field.offer(above + text, ...drafts);
    await expectSeen(page, field.list, field.ghost);
    // As small a part of the page as a keyboard leaves, without a new size of the window.
    const browser = await page.context().newCDPSession(page);
    await browser.send('Emulation.setPageScaleFactor', { pageScaleFactor: 1.15 });
    await page.evaluate(() => {
      scrollTo(0, document.documentElement.scrollHeight);
    });
    await expect.poll(async () => (await seen(page)).bottom).toBeLessThan(420);
    await field.text.press('End');
    await field.settled();
    const all = await seen(page);
    await expect.poll(async () => (await boxOf(field.list)).bottom).toBeLessThanOrEqual(all.bottom);
    expect((await boxOf(field.list)).top).toBeGreaterThanOrEqual(all.top);
  });
});
