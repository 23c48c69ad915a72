import { expect, test } from './extension-page.js';

interface EditorName {
  readonly name: string;
  /** Default `Control+z`. */
  readonly undo?: string;
  /** A frame that the editor is in. */
  readonly frame?: string;
  /** One undo takes back what was typed right before, too. */
  readonly joinsUndo?: boolean;
}

/** The editors as pages use them, who know nothing of us; Monaco and Google Docs are among the fields that stay silent. */
const editors: readonly EditorName[] = [
  { name: 'react' },
  { name: 'contenteditable' },
  { name: 'prosemirror', joinsUndo: true },
  { name: 'tiptap', joinsUndo: true },
  { name: 'lexical' },
  { name: 'quill', joinsUndo: true },
  { name: 'codemirror', joinsUndo: true },
  { name: 'slate', joinsUndo: true },
  { name: 'tinymce', frame: 'iframe' },
  { name: 'ckeditor' },
  { name: 'draft' },
];

for (const { name, frame, joinsUndo } of editors) {
  test.describe(name, () => {
    test('one copy of each draft is in the editor’s own text', async ({ tab }) => {
      const { page } = tab;
      await tab.edit(name);
      const within = frame === undefined ? page : page.frameLocator(frame);
      const ghost = within.locator('foreword-overlay .ghost');
      const text = () => page.evaluate(() => globalThis.editor.text());
      await tab.type('Dear team,\nThank you for');
      await expect(ghost).toHaveText(' your email and', { useInnerText: false });
      await page.keyboard.press('Tab');
      await expect.poll(text).toBe('Dear team,\nThank you for your email and');
      // The caret stands behind it, and what is typed on is where it belongs.
      await tab.type('. See you');
      await expect(ghost).toHaveText(' on Monday', { useInnerText: false });
      await page.keyboard.press('Control+ArrowRight');
      await expect.poll(text).toBe('Dear team,\nThank you for your email and. See you on');
      await expect(ghost).toHaveText(' Monday', { useInnerText: false });
      await page.keyboard.press('Escape');
      await expect(ghost.filter({ visible: true })).toHaveCount(0);
      await expect.poll(text).toBe('Dear team,\nThank you for your email and. See you on');
    });

    test('the document stays the page’s, and undo takes a draft back', async ({ tab }) => {
      const { page } = tab;
      await tab.edit(name);
      const within = frame === undefined ? page : page.frameLocator(frame);
      const ghost = within.locator('foreword-overlay .ghost');
      const state = () =>
        page.evaluate(() => ({
          text: globalThis.editor.text(),
          saved: globalThis.editor.saved(),
          changes: globalThis.changes,
        }));
      await tab.type('Thank you fo');
      // Nothing fits yet but what is asked for next.
      await tab.type('r');
      await expect(ghost).toHaveText(' your email and', { useInnerText: false });
      const before = await state();
      const html = () =>
        page.evaluate(() =>
          globalThis.editor.element.outerHTML.replace(/ data-(editor|offset-key)="[^"]*"/g, ''),
        );
      const shown = await html();
      await page.keyboard.press('Escape');
      await expect(ghost.filter({ visible: true })).toHaveCount(0);
      expect(await html()).toBe(shown);
      expect(await state()).toEqual(before);
      await tab.type(' ');
      await expect(ghost).toHaveText('your email and', { useInnerText: false });
      // Longer than editors group what is typed: undo is then for the draft alone.
      await page.waitForFunction(
        (from) => performance.now() - from > 1500,
        await page.evaluate(() => performance.now()),
      );
      await page.keyboard.press('Tab');
      await expect.poll(async () => (await state()).text).toBe('Thank you for your email and');
      await page.keyboard.press('Control+z');
      const undone = joinsUndo === true ? /^(Thank you for)?$/ : /^Thank you for$/;
      await expect.poll(async () => (await state()).text.replaceAll('\u00a0', ' ').trimEnd()).toMatch(undone);
    });
  });
}
