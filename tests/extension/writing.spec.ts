/** Scripts from right to left, input methods, zoom and forced colours, in pages that know nothing of us. */
import type { Page } from '@playwright/test';
import { type Tab, expect, test } from './extension-page.js';

const ghost = (page: Page) => page.locator('foreword-overlay .ghost');

/** A field of several lines, in a fixed font, so that it can be computed where the caret is. */
async function openField(tab: Tab, html: string): Promise<void> {
  await tab.page.goto(`${tab.url}/page/plain`);
  await tab.page.evaluate((body) => {
    document.body.innerHTML = `<style>#field { box-sizing: border-box; width: 500px; min-height: 90px;
      padding: 8px; border: 1px solid; font: 16px/1.5 sans-serif; white-space: pre-wrap }</style>${body}`;
  }, html);
  await tab.page.locator('#field').click();
}

/** How far the ghost begins from the end of `text`, in CSS pixels, in the direction of writing. */
async function distance(page: Page, text: string, isFromRight = false): Promise<number> {
  const drawn = await ghost(page).boundingBox();
  const [left, right, width] = await page.locator('#field').evaluate((field, measured) => {
    const pen = document.createElement('canvas').getContext('2d');
    if (pen === null) throw new Error('there is no canvas');
    pen.font = '16px sans-serif';
    const box = field.getBoundingClientRect();
    return [box.left + 9, box.right - 9, pen.measureText(measured).width];
  }, text);
  if (drawn === null) return NaN;
  return isFromRight ? right - width - (drawn.x + drawn.width) : drawn.x - (left + width);
}

for (const [name, html] of [
  ['a textarea', '<textarea id="field" dir="rtl"></textarea>'],
  ['a contenteditable', '<div id="field" contenteditable dir="rtl"></div>'],
] as const) {
  test(`from right to left in ${name}: the draft goes on to the left`, async ({ tab }) => {
    const { page } = tab;
    await openField(tab, html);
    const text = 'شكرا لك على';
    await page.keyboard.insertText(text);
    await expect(ghost(page)).toHaveText(' مساعدتك', { useInnerText: false });
    await expect.poll(async () => Math.abs(await distance(page, text, true))).toBeLessThan(2);
    await page.keyboard.press('Tab');
    const field = page.locator('#field');
    const now = () =>
      field.evaluate((element: HTMLElement) =>
        element instanceof HTMLTextAreaElement ? element.value : element.innerText,
      );
    await expect.poll(now).toBe(`${text} مساعدتك`);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await now()).replaceAll('\u00a0', ' ').trimEnd()).toBe(text);
  });
}

for (const name of ['textarea', 'contenteditable', 'prosemirror', 'lexical']) {
  test(`what is composed in ${name} stays the input method’s until it is committed`, async ({ tab }) => {
    const { page } = tab;
    if (name === 'textarea') await openField(tab, '<textarea id="field"></textarea>');
    else await tab.edit(name);
    const text = () =>
      page.evaluate(() => {
        const field = document.querySelector('textarea');
        return field?.value ?? globalThis.editor.text();
      });
    const keyboard = await page.context().newCDPSession(page);
    await page.keyboard.type('Dear ');
    for (const composed of ['n', 'ni', 'nih', '你好']) {
      const caret = { selectionStart: composed.length, selectionEnd: composed.length };
      await keyboard.send('Input.imeSetComposition', { text: composed, ...caret });
      await expect.poll(text).toBe(`Dear ${composed}`);
      expect(await ghost(page).filter({ visible: true }).count()).toBe(0);
    }
    // As long as a question takes, and longer.
    await page.evaluate(
      (from) =>
        new Promise<void>((resolve) => {
          const frame = () => {
            if (performance.now() - from > 400) resolve();
            else requestAnimationFrame(frame);
          };
          frame();
        }),
      await page.evaluate(() => performance.now()),
    );
    expect(await ghost(page).filter({ visible: true }).count()).toBe(0);
    await keyboard.send('Input.insertText', { text: '你好' });
    await expect(ghost(page)).toHaveText('世界', { useInnerText: false });
    await expect.poll(text).toBe('Dear 你好');
    await page.keyboard.press('Tab');
    await expect.poll(text).toBe('Dear 你好世界');
    await keyboard.detach();
  });
}

for (const zoom of [0.5, 1.25, 2, 3]) {
  test(`at ${100 * zoom}% the draft begins at the caret`, async ({ tab, started }) => {
    const { page } = tab;
    await openField(tab, '<textarea id="field"></textarea>');
    await started.context
      .serviceWorkers()
      .at(-1)
      ?.evaluate(
        async ([url, factor]) => {
          const tabs = await chrome.tabs.query({});
          const id = tabs.findLast((one) => one.url === url)?.id;
          // For this tab alone: the next test has the same site.
          await chrome.tabs.setZoomSettings(id, { scope: 'per-tab' });
          await chrome.tabs.setZoom(id, factor);
        },
        [page.url(), zoom] as const,
      );
    await expect.poll(() => page.evaluate(() => devicePixelRatio)).toBeCloseTo(zoom);
    await page.keyboard.type('Thank you for');
    await expect(ghost(page)).toHaveText(' your email and', { useInnerText: false });
    await expect.poll(async () => Math.abs(await distance(page, 'Thank you for'))).toBeLessThan(2);
    await page.keyboard.press('Tab');
    await expect(page.locator('#field')).toHaveValue('Thank you for your email and');
  });
}

test('with colours forced, the draft can be told from the text, and its row from the others', async ({
  tab,
}) => {
  const { page } = tab;
  await page.emulateMedia({ forcedColors: 'active' });
  await openField(tab, '<textarea id="field"></textarea>');
  await page.keyboard.type('Thank you for');
  await expect(ghost(page)).toHaveText(' your email and', { useInnerText: false });
  const colour = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).color);
  expect(await colour('foreword-overlay .ghost')).not.toBe(await colour('#field'));
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  const selected = page.locator('foreword-overlay .option[aria-selected="true"]');
  const other = page.locator('foreword-overlay .option[aria-selected="false"]').first();
  const look = (row: typeof other) =>
    row.evaluate((element) => {
      const { backgroundColor, outlineStyle, borderStyle } = getComputedStyle(element);
      return [backgroundColor, outlineStyle, borderStyle].join();
    });
  await expect(selected).toHaveCount(1);
  expect(await look(selected)).not.toBe(await look(other));
});
