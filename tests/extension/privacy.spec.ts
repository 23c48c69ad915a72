import { seen } from './engine-document.js';
import { expect, test } from './extension-page.js';
import { inOurWorld } from './worlds.js';

test('the document is byte for byte what it was, when a draft was shown and when it was dismissed', async ({
  tab,
}) => {
  const { page } = tab;
  await page.goto(`${tab.url}/page/plain`);
  const html = () => page.evaluate(() => new XMLSerializer().serializeToString(document));
  const body = () => page.evaluate(() => document.body.outerHTML);
  const [before, bodyBefore] = [await html(), await body()];
  await page.locator('#field').click();
  await page.keyboard.type('Thank you for');
  await expect(page.locator('foreword-overlay .ghost')).toHaveText(' your email and', {
    useInnerText: false,
  });
  // What is drawn stands outside of what the page has.
  expect(await body()).toBe(bodyBefore);
  await page.keyboard.press('Escape');
  await page.locator('#elsewhere').click();
  await expect(page.locator('foreword-overlay')).toHaveCount(0);
  expect(await html()).toBe(before);
});

test('a page whose fields nobody enters is not read, and gets nothing but the loader', async ({
  tab,
  started,
}) => {
  const { page } = tab;
  await page.goto(`${tab.url}/page/plain`);
  await page.evaluate(() => {
    const field = document.querySelector('textarea');
    if (field !== null) field.value = 'Unread words. Thank you for';
  });
  await page.locator('p').click();
  await page.keyboard.press('Shift');
  await expect.poll(() => inOurWorld(page, 'typeof forewordLoader')).toBe('boolean');
  expect(await inOurWorld(page, 'typeof forewordField')).toBe('undefined');
  const { asked, learned } = await seen(started.context);
  expect(asked.filter((text) => text.includes('Unread'))).toEqual([]);
  expect(learned.filter(({ text }) => text.includes('Unread'))).toEqual([]);
});

test('what is counted are keys and drafts, by number', async ({ tab, started }) => {
  const { page } = tab;
  await page.goto(`${tab.url}/page/plain`);
  const { counts: before } = await seen(started.context);
  await page.locator('#field').click();
  // Letters that come before the field is served are nobody's to count.
  await expect(page.locator('foreword-overlay')).toBeAttached();
  await page.keyboard.type('Thank you for');
  const ghost = page.locator('foreword-overlay .ghost');
  await expect(ghost).toHaveText(' your email and', { useInnerText: false });
  await page.keyboard.press('Tab');
  await page.keyboard.type('. See you');
  await expect(ghost).toHaveText(' on Monday', { useInnerText: false });
  await page.keyboard.press('Escape');
  await expect(ghost.filter({ visible: true })).toHaveCount(0);
  await page.locator('#elsewhere').click();
  const counted = async () => (await seen(started.context)).counts.slice(before.length);
  await expect.poll(counted).toEqual([{ typed: 22, inserted: 15, taken: 1, dismissed: 1 }]);
});
