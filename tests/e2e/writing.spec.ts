import { expect, returning as test } from './fixture.js';

const beginning = 'Hi Sarah, thanks for your email. I just wanted to let you know that the meeting';

test.beforeEach(async ({ writing }) => {
  await writing.start();
});

test('the best draft stands at the caret, and is no part of the text', async ({ writing }) => {
  const ghost = await writing.write(beginning);
  expect(ghost).toMatch(/^ \S/);
  await expect(writing.text).toHaveValue(beginning);
  await expect(writing.facts).toHaveText(/Read .* ms · wrote .* ms · \d+ of \d+ tokens reused/);
  await expect(writing.hint).toHaveText(/Tab.*1\/3/);
  await expect(writing.options).toHaveCount(0);
  await writing.picture('ghost');
});

test('Tab takes all of it, and one undo gives back what was typed', async ({ writing, page }) => {
  const ghost = await writing.write(beginning);
  await page.keyboard.press('Tab');
  await expect(writing.text).toHaveValue(beginning + ghost);
  await expect(writing.text).toBeFocused();
  await expect(writing.live).toHaveText(`Inserted: ${ghost.trim()}`);
  await page.keyboard.press('Control+z');
  await expect(writing.text).toHaveValue(beginning);
});

/** Goes on in a way that stays likely enough to be shown, word after word. */
const likely = 'Please let me know if';

for (const key of ['Control+ArrowRight', 'Alt+ArrowRight']) {
  test(`${key} takes one word at a time, and each is one step to undo`, async ({ writing, page }) => {
    const ghost = await writing.write(likely);
    const word = /^\s*\S+/.exec(ghost)?.[0] ?? '';
    await page.keyboard.press(key);
    await expect(writing.text).toHaveValue(likely + word);
    const next = await writing.shown();
    const second = /^\s*\S+/.exec(next)?.[0] ?? '';
    await page.keyboard.press(key);
    await expect(writing.text).toHaveValue(likely + word + second);
    await page.keyboard.press('Control+z');
    await expect(writing.text).toHaveValue(likely + word);
    await page.keyboard.press('Control+z');
    await expect(writing.text).toHaveValue(likely);
  });
}

test('after one word is taken the rest of the draft is there at once', async ({ writing, page }) => {
  const ghost = await writing.write(beginning);
  const word = /^\s*\S+/.exec(ghost)?.[0] ?? '';
  const rest = await page.evaluate(() => {
    const field = document.querySelector('textarea');
    field?.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ArrowRight', ctrlKey: true, bubbles: true, cancelable: true }),
    );
    return document.querySelector('foreword-overlay')?.shadowRoot?.querySelector('.ghost')?.textContent;
  });
  expect(rest).toBe(ghost.slice(word.length));
});

test('Alt and the arrows exchange the ghost, and on the second press list all', async ({ writing, page }) => {
  const first = await writing.write(beginning);
  await page.keyboard.press('Alt+ArrowDown');
  await expect(writing.hint).toHaveText(/2\/3/);
  const second = (await writing.ghost.textContent()) ?? '';
  expect(second).not.toBe(first);
  await expect(writing.options).toHaveCount(0);
  await page.keyboard.press('Alt+ArrowDown');
  await expect(writing.options).toHaveCount(3);
  await expect(writing.options.nth(2)).toHaveAttribute('aria-selected', 'true');
  await writing.picture('list');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(writing.ghost).toHaveText(first);
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowUp');
  await expect(writing.options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Tab');
  await expect(writing.text).toHaveValue(beginning + second);
  await expect(writing.options).toHaveCount(0);
});

test('Alt and a digit take any of them', async ({ writing, page }) => {
  await writing.write(beginning);
  await page.keyboard.press('Alt+ArrowDown');
  const second = (await writing.ghost.textContent()) ?? '';
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+2');
  await expect(writing.text).toHaveValue(beginning + second);
});

test('the pointer opens the list, a click takes a draft, and the text keeps the focus', async ({
  writing,
  page,
}) => {
  await writing.write(beginning);
  const hint = await writing.hint.boundingBox();
  await page.mouse.move((hint?.x ?? 0) + 4, (hint?.y ?? 0) + 4);
  await expect(writing.options).toHaveCount(3);
  const second = (await writing.options.nth(1).locator('.draft-rest').textContent()) ?? '';
  await writing.options.nth(1).click();
  // A draft may end the word, or stand behind a space.
  const both = [beginning + second, `${beginning} ${second}`];
  await expect.poll(async () => both.includes(await writing.text.inputValue())).toBe(true);
  await expect(writing.text).toBeFocused();
});

test('Esc dismisses until the next word, and Tab then leaves the field', async ({ writing, page }) => {
  await writing.write(`${beginning} `);
  await page.keyboard.press('Escape');
  await expect(writing.ghost).toBeHidden();
  await writing.text.pressSequentially('sho');
  await writing.settled();
  await expect(writing.ghost).toBeHidden();
  await page.keyboard.press('Tab');
  await expect(writing.text).not.toBeFocused();
  await writing.text.focus();
  await writing.settled();
  await expect(writing.ghost).toBeHidden();
  await writing.write('uld ');
});

test('Tab moves the focus while nothing is shown', async ({ writing, page }) => {
  await page.keyboard.press('Tab');
  await expect(writing.text).not.toBeFocused();
  await expect(writing.text).toHaveValue('');
});

test('a ghost that foresees what is typed gets shorter in the same frame', async ({ writing, page }) => {
  const ghost = await writing.write(beginning);
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    // Runs after the page's own listeners on the field, and before anything is painted.
    document.addEventListener('input', () => {
      const overlay = document.querySelector('foreword-overlay')?.shadowRoot;
      seen.push(overlay?.querySelector('.ghost')?.textContent ?? '');
    });
  });
  const typed = ghost.slice(0, 4);
  await writing.text.pressSequentially(typed);
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  expect(seen).toHaveLength(4);
  for (const [index, shown] of seen.entries()) {
    // The engine may have answered in between, with more of the same draft.
    const left = ghost.slice(index + 1);
    expect(shown.slice(0, left.length), `after ${index + 1} letters`).toBe(left.slice(0, shown.length));
    expect(shown).not.toBe('');
  }
});

test('a letter that no draft foresees removes the ghost in the same frame', async ({ writing, page }) => {
  await writing.write(beginning);
  await page.evaluate(() => {
    document.addEventListener(
      'input',
      () => {
        const overlay = document.querySelector('foreword-overlay')?.shadowRoot;
        const ghost = overlay?.querySelector('.frame:not([hidden]) .ghost');
        document.title = ghost?.textContent ?? 'no ghost';
      },
      { once: true },
    );
  });
  await writing.text.pressSequentially('@');
  expect(await page.title()).toBe('no ghost');
});

test('while typing fast a ghost never stands beside a text it was not made for', async ({
  writing,
  page,
}) => {
  await page.evaluate(() => {
    const wrong: string[] = [];
    Object.assign(globalThis, { wrong });
    const look = () => {
      const overlay = document.querySelector('foreword-overlay')?.shadowRoot;
      const beside = overlay
        ?.querySelector('.frame:not([hidden]) .paragraph')
        ?.textContent.split('\u200b')[0];
      const value = document.querySelector('textarea')?.value;
      if (beside !== undefined && value !== beside) wrong.push(`${beside} | ${value}`);
      requestAnimationFrame(look);
    };
    look();
  });
  await writing.text.pressSequentially(`${beginning} has been moved to next`, { delay: 8 });
  await writing.shown();
  expect(await page.evaluate(() => (globalThis as unknown as { wrong: string[] }).wrong)).toEqual([]);
});

test('inside a word every draft begins with the letters typed', async ({ writing, page }) => {
  for (const [text, typed] of [
    ['I hope you are doing we', 'we'],
    ['Thank you for your em', 'em'],
    ['I am looking forw', 'forw'],
  ] as const) {
    await writing.text.fill('');
    await writing.write(text);
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Alt+ArrowDown');
    for (const option of await writing.options.all()) {
      await expect(option).toHaveAttribute('aria-label', new RegExp(`^${typed}`));
    }
  }
});

test('nothing is offered inside a word or over a selection', async ({ writing, page }) => {
  await writing.write(beginning);
  await page.keyboard.press('ArrowLeft');
  await expect(writing.ghost).toBeHidden();
  await page.keyboard.press('ArrowRight');
  await writing.shown();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(writing.ghost).toBeHidden();
  await page.keyboard.press('Tab');
  await expect(writing.text).not.toBeFocused();
});

test('at the end of a line above others the ghost stays on its line', async ({ writing, page }) => {
  await writing.text.fill(`${beginning}\n\nBest wishes,\nAnna`);
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('End');
  // The first line may be wrapped: the caret must be at the end of the paragraph.
  await page.evaluate((end) => {
    document.querySelector('textarea')?.setSelectionRange(end, end);
  }, beginning.length);
  await writing.shown();
  const lines = await writing.ghost.evaluate((ghost) => ghost.getClientRects().length);
  expect(lines).toBe(1);
  await expect(writing.hint).toBeHidden();
  await page.keyboard.press('Tab');
  await expect(writing.text).toHaveValue(/ meeting \S.*\n\nBest wishes,\nAnna$/);
});

test('in front of other words drafts are listed beneath, once something is typed', async ({
  writing,
  page,
}) => {
  await writing.text.fill(`${beginning} on Monday`);
  await page.evaluate((at) => {
    document.querySelector('textarea')?.setSelectionRange(at, at);
  }, beginning.length);
  await writing.settled();
  await expect(writing.options).toHaveCount(0);
  await writing.text.pressSequentially('s');
  await expect(writing.options).not.toHaveCount(0);
  await expect(writing.ghost).toBeEmpty();
});

test('composition is left alone', async ({ writing, page, context }) => {
  await writing.write(beginning);
  const browser = await context.newCDPSession(page);
  await browser.send('Input.imeSetComposition', { text: ' wi', selectionStart: 3, selectionEnd: 3 });
  await expect(writing.text).toHaveValue(`${beginning} wi`);
  await writing.settled();
  await expect(writing.ghost).toBeHidden();
  await browser.send('Input.imeSetComposition', { text: ' will', selectionStart: 5, selectionEnd: 5 });
  await writing.settled();
  await expect(writing.ghost).toBeHidden();
  await browser.send('Input.insertText', { text: ' will' });
  await expect(writing.text).toHaveValue(`${beginning} will`);
  await writing.shown();
});

test('in a pause all layers write again: what is seen keeps its words, and looking through stops it', async ({
  writing,
  page,
}) => {
  // What all layers write, taken from lists opened before the pause was over and after it.
  const drafts = async () => {
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Alt+ArrowDown');
    return writing.options.locator('.draft-rest').allTextContents();
  };
  let changed = 0;
  for (const text of [beginning, 'Thank you for your', 'Please let me know if you', 'How are']) {
    await writing.text.fill('');
    await writing.text.fill(text);
    await expect(writing.ghost).not.toBeEmpty();
    await expect(writing.state).not.toHaveAttribute('data-phase', 'asking');
    const first = await drafts();
    await writing.settled();
    const later = await writing.options.locator('.draft-rest').allTextContents();
    expect(later, 'drafts that are being looked at').toEqual(first);
    await writing.text.fill('');
    await writing.text.fill(text);
    await writing.shown();
    const second = await drafts();
    expect(second).toHaveLength(first.length);
    expect(second[0]?.startsWith(first[0] ?? '-'), `${first[0]} | ${second[0]}`).toBe(true);
    if (second.join() !== first.join()) changed += 1;
  }
  expect(changed, 'texts after which all layers write something else').toBeGreaterThan(0);
});

test('a pause is used to say what is suggested', async ({ writing }) => {
  const ghost = await writing.write(beginning);
  await expect(writing.live).toHaveText(`Suggestion: ${ghost.trim()}; 2 more`);
  await expect(writing.live).toHaveAttribute('aria-live', 'polite');
});

test('the ghost wraps with the text, where the inserted words will be', async ({ writing, page }) => {
  await page.setViewportSize({ width: 480, height: 760 });
  await writing.write(beginning);
  const boxOf = () =>
    page.evaluate(() => {
      const overlay = document.querySelector('foreword-overlay')?.shadowRoot;
      const { left, top } = overlay?.querySelector('.ghost-mark')?.getBoundingClientRect() ?? {};
      const field = document.querySelector('textarea');
      return { left, top, height: field?.clientHeight };
    });
  const before = await boxOf();
  expect(before.height).toBeGreaterThan(3 * 34);
  // Narrower, the text breaks elsewhere; the mark goes with it.
  await page.setViewportSize({ width: 320, height: 760 });
  await expect.poll(async () => (await boxOf()).top).toBeGreaterThan(before.top ?? Infinity);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
});

test('where text runs to the left the copy does too, and drafts that would move the text are listed', async ({
  writing,
  page,
}) => {
  await writing.text.fill('שלום, תודה על המייל. thank you for');
  await writing.text.pressSequentially(' your');
  await expect(writing.options).not.toHaveCount(0);
  await expect(writing.ghost).toBeEmpty();
  const directions = await page.evaluate(() => {
    const overlay = document.querySelector('foreword-overlay')?.shadowRoot;
    return [document.querySelector('textarea'), overlay?.querySelector('.mirror')].map((element) => {
      const style = element && getComputedStyle(element);
      return [style?.direction, style?.unicodeBidi];
    });
  });
  expect(directions[0]).toEqual(['rtl', 'plaintext']);
  expect(directions[1]).toEqual(directions[0]);
});

test('typing sets nothing on the text field, and the overlay goes with the focus', async ({
  writing,
  page,
}) => {
  const attributes = () => writing.text.evaluate((field) => field.getAttributeNames());
  const before = await attributes();
  await writing.write(beginning);
  expect(await attributes()).toEqual(before);
  await expect(page.locator('foreword-overlay')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(writing.text).not.toBeFocused();
  await expect(page.locator('foreword-overlay')).toHaveCount(0);
});

test('pages outside of tests cannot look into the overlay', async ({ writing, page }) => {
  await page.goto(`${writing.server.url}/#/write`);
  await writing.ready();
  await writing.text.click();
  const isClosed = () => page.evaluate(() => document.querySelector('foreword-overlay')?.shadowRoot === null);
  await expect.poll(isClosed).toBe(true);
});

test('with few colours or without motion the ghost can still be told from the text', async ({
  writing,
  page,
}) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await writing.write(beginning);
  const colours = await page.evaluate(() =>
    [
      document.querySelector('foreword-overlay')?.shadowRoot?.querySelector('.ghost'),
      document.querySelector('textarea'),
    ].map((element) => element && getComputedStyle(element).color),
  );
  expect(colours[0]).not.toBe(colours[1]);
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.locator('.suggestions')).toHaveCSS('animation-name', 'none');
});

test('the page can be read in the dark and on a phone', async ({ writing, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await writing.write(beginning);
  await writing.picture('dark');
  await page.setViewportSize({ width: 390, height: 760 });
  await writing.shown();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await writing.picture('phone');
});
