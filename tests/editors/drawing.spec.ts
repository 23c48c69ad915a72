import { type EditorPage, type Look, type Rect, expect, inkIn, test } from './editor-page.js';
import { editors } from './editors.js';

const begun = 'Thank you for';
const draft = ' your help';

for (const name of editors) {
  const {
    fixture,
    title,
    isNative = false,
    isSingleLine = false,
    takesEscape = false,
    isFramed = false,
  } = name;
  // Nothing tells where the letters of a browser's own field are, or those in a scaled frame, but their picture.
  const isPictured = isNative || isFramed;

  test.describe(title, () => {
    test('saved document', async ({ editor }) => {
      await editor.open(fixture);
      await editor.type(begun);
      await editor.hasText(begun);
      await editor.settled();
      const plain = { saved: await editor.saved(), html: await editor.html() };
      await editor.open(fixture);
      await editor.offer(begun, draft);
      expect({ saved: await editor.saved(), html: await editor.html() }).toEqual(plain);
      await editor.press('Escape');
      await editor.showsNothing();
      expect({ saved: await editor.saved(), html: await editor.html() }).toEqual(plain);
      await editor.draft([' ', 'your help']);
      await editor.type(' ');
      await editor.shows('your help');
      await editor.press('Tab');
      await editor.hasText(begun + draft);
      const taken = await editor.saved();
      await editor.open(fixture);
      await editor.type(begun + draft);
      await editor.hasText(begun + draft);
      expect(await editor.saved()).toBe(taken);
    });

    test('place', async ({ editor }) => {
      await standsWhereItWillBe(editor, { fixture, isPictured }, {});
    });

    test('right to left', async ({ editor }) => {
      await standsWhereItWillBe(editor, { fixture, isPictured }, { dir: 'rtl' }, [
        'שלום, רציתי לומר',
        ' שאני בדרך',
      ]);
    });

    test('zoom', async ({ editor, editor: { page } }) => {
      await standsWhereItWillBe(editor, { fixture, isPictured }, { look: 'zoomed' });
      await standsWhereItWillBe(editor, { fixture, isPictured }, { look: 'scaled' });
      // What two fingers do.
      const browser = await page.context().newCDPSession(page);
      await browser.send('Emulation.setPageScaleFactor', { pageScaleFactor: 1.5 });
      await standsWhereItWillBe(editor, { fixture, isPictured }, {});
      await browser.send('Emulation.setPageScaleFactor', { pageScaleFactor: 1 });
      await browser.detach();
    });

    test('modal dialog', async ({ editor, editor: { page } }) => {
      await editor.open(fixture, { dialog: '' });
      await editor.draft([begun, draft], [begun, ' coming']);
      await editor.type(begun);
      await editor.shows(draft);
      await editor.press('Alt+ArrowDown', 'Alt+ArrowDown');
      await expect(editor.rows).toHaveCount(2);
      const isOnTop = await editor.rows.nth(1).evaluate((row) => {
        const { left, top, width, height } = row.getBoundingClientRect();
        const at = [left + width / 2, top + height / 2] as const;
        const found = document.elementFromPoint(...at)?.shadowRoot?.elementFromPoint(...at);
        return row.contains(found ?? null);
      });
      expect(isOnTop).toBe(true);
      await editor.rows.nth(1).click();
      await editor.hasText(`${begun} coming`);
      await editor.draft(['ing', ' today']);
      await editor.type(' ');
      await editor.shows('today');
      const dialog = page.getByRole('dialog');
      await editor.press('Escape');
      await editor.showsNothing();
      await expect(dialog).toBeVisible();
      if (takesEscape)
        await dialog.evaluate((element: HTMLDialogElement) => {
          element.close();
        });
      else await editor.press('Escape');
      await expect(dialog).toBeHidden();
      await expect(editor.overlay).toHaveCount(0);
    });

    if (!isSingleLine) {
      test('scrolling', async ({ editor, editor: { page } }) => {
        await editor.open(fixture, { look: 'low' });
        await editor.type(`${Array.from({ length: 12 }, (_, line) => `line ${line}`).join('\n')}\n`);
        await editor.offer(begun, draft);
        const ghost = await editor.ghostLetters();
        const before = await scrolled(editor);
        expect(before, 'the text is longer than what is seen').toBeGreaterThan(0);
        await editor.press('Tab');
        await editor.settled();
        expect(await scrolled(editor), 'nothing moves').toBe(before);
        if (isPictured) return;
        expectSame(await editor.letters(draft.trim()), ghost);
        await editor.draft(['help', ' today']);
        await editor.type(' ');
        await editor.shows('today');
        await page.mouse.move(100, 150);
        await page.mouse.wheel(0, -20);
        await expect.poll(() => scrolled(editor)).not.toBe(before);
        await editor.settled();
        // It goes with its line, and out of sight with it.
        const { bottom } = await editor.letters('help');
        if (await editor.ghost.isVisible())
          expect(Math.abs((await editor.ghostLetters()).bottom - bottom)).toBeLessThanOrEqual(1);
      });
    }
  });
}

/** The ghost's letters are within a pixel of where they are once they are taken. */
async function standsWhereItWillBe(
  editor: EditorPage,
  { fixture, isPictured }: { fixture: string; isPictured: boolean },
  look: Look,
  [text, ghost]: [string, string] = [begun, draft],
): Promise<void> {
  await editor.open(fixture, look);
  await editor.offer(text, ghost);
  const shown = await editor.ghostLetters();
  const ink = isPictured ? await inkIn(editor.page, shown) : undefined;
  await editor.press('Tab');
  await editor.hasText(text + ghost);
  await editor.settled();
  if (ink === undefined) expectSame(await editor.letters(ghost.trim()), shown);
  else expectSame(await inkIn(editor.page, shown), ink);
}

function expectSame(letters: Rect, shown: Rect): void {
  for (const side of ['left', 'right', 'top', 'bottom'] as const) {
    expect(
      Math.abs(letters[side] - shown[side]),
      `${side}: ${letters[side]}, drawn at ${shown[side]}`,
    ).toBeLessThanOrEqual(1);
  }
}

/** How far the editor's text is scrolled, by whatever part of the page scrolls it. */
function scrolled(editor: EditorPage): Promise<number> {
  return editor.page.evaluate(() => {
    const { element } = globalThis.editor;
    let sum = element.ownerDocument.defaultView?.scrollY ?? 0;
    for (let at: Element | null = element; at !== null; at = at.parentElement) sum += at.scrollTop;
    return sum;
  });
}
