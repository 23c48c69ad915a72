import type { Page } from '@playwright/test';
import { seen } from './engine-document.js';
import { expect, test } from './extension-page.js';
import { fields } from './sensitive-fields.js';

const target = (place: number) => `#field-${place} :is(input, textarea, [contenteditable]):not(.other)`;

/** All fields in one page. */
async function put(page: Page): Promise<void> {
  await page.evaluate((all) => {
    document.body.innerHTML = all.map(({ html }, place) => `<div id="field-${place}">${html}</div>`).join('');
  }, fields);
}

test('secrets are neither read nor learned, personal data are not learned, the rest is', async ({
  tab,
  started,
  address,
}) => {
  test.setTimeout(120_000);
  const { page } = tab;
  await page.goto(`${address.url}/page/plain`);
  await put(page);
  for (const place of fields.keys()) {
    await page.locator(target(place)).focus();
    await page.keyboard.insertText(`My secret word number${place}ends is rather long. Thank you for`);
    // Every question is asked within a frame of the change.
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }
  await page.locator(target(0)).focus();
  const numbersOf = (texts: string[]) =>
    new Set(
      texts.flatMap((text) => [...text.matchAll(/number(\d+)ends/g)].map(([, place]) => Number(place))),
    );
  const wanted = (is: (level: string) => boolean) =>
    fields.flatMap(({ html, level }, place) => (is(level) ? [`${place}: ${html}`] : []));
  const told = (places: Set<number>) =>
    [...places].sort((a, b) => a - b).map((place) => `${place}: ${fields[place]?.html ?? ''}`);
  await expect
    .poll(async () => told(numbersOf((await seen(started.context)).asked)))
    .toEqual(wanted((level) => level !== 'never'));
  // One line isn't learned from either: what is left are the open fields of several lines.
  const open = fields.flatMap(({ html, level }, place) =>
    level === 'open' && /textarea|contenteditable/.test(html) ? [`${place}: ${html}`] : [],
  );
  await expect
    .poll(async () => told(numbersOf((await seen(started.context)).learned.map(({ text }) => text))))
    .toEqual(open);
});

test('what was a password once stays one, for the element’s life', async ({ tab, started, address }) => {
  const { page } = tab;
  await page.goto(`${address.url}/page/plain`);
  await page.evaluate(() => {
    document.body.innerHTML =
      '<input id="once" type="password"><button>Show</button><textarea id="after" cols="60"></textarea>';
    document.querySelector('button')?.addEventListener('click', () => {
      document.querySelector('input')?.setAttribute('type', 'text');
    });
  });
  // It is shown before anybody has been in it.
  await page.locator('button').click();
  await expect(page.locator('#once')).toHaveAttribute('type', 'text');
  await page.locator('#once').focus();
  await page.keyboard.type('once hidden. Thank you for');
  await page.locator('#after').focus();
  await page.keyboard.type('never hidden. Thank you for');
  await expect(page.locator('foreword-overlay .ghost')).toHaveText(' your email and', {
    useInnerText: false,
  });
  const { asked } = await seen(started.context);
  expect(asked.filter((text) => text.includes('once hidden'))).toEqual([]);
});

test('editors that draw on a canvas are left alone, and no key is taken', async ({
  tab,
  started,
  address,
}) => {
  const { page } = tab;
  await page.goto(`${address.url}/page/plain`);
  await page.evaluate(() => {
    document.body.innerHTML =
      '<div class="kix-appview-editor"><div id="docs" contenteditable>x</div></div>' +
      '<div class="monaco-editor"><textarea id="monaco" style="width: 300px"></textarea></div>' +
      '<textarea id="tiny" style="width: 1px; height: 1px; padding: 0; border: 0"></textarea>' +
      '<textarea id="clear" style="opacity: 0"></textarea><input id="next">';
  });
  for (const id of ['docs', 'monaco', 'tiny', 'clear']) {
    await page.locator(`#${id}`).focus();
    await page.keyboard.type(`${id} canvas. Thank you for`);
  }
  expect(await page.locator('foreword-overlay').count()).toBe(0);
  await page.keyboard.press('Tab');
  await expect(page.locator('#next')).toBeFocused();
  const { asked } = await seen(started.context);
  expect(asked.filter((text) => text.includes('canvas'))).toEqual([]);
});
