import { type EditorPage, expect, test } from './editor-page.js';
import { editors } from './editors.js';

const begun = 'Thank you for';
const draft = ' your help';

for (const { fixture, title, isNative = false, isSingleLine = false } of editors) {
  test.describe(title, () => {
    test('caret', async ({ editor, editor: { page } }) => {
      await editor.open(fixture);
      await editor.offer(begun, draft);
      await editor.press('Tab');
      await editor.type('!');
      await editor.hasText(`${begun + draft}!`);
      // Dismissed, the caret is where it was.
      await editor.draft(['!', ' We']);
      await editor.type(' ');
      await editor.shows('We');
      await editor.press('Escape');
      await editor.type('X');
      await editor.hasText(`${begun + draft}! X`);
      // A page that moves the caret says nothing of it; a key right after it finds it elsewhere.
      await editor.draft(['X', ' ray']);
      await editor.type(' ');
      await editor.shows('ray');
      const isPassedOn = await page.evaluate(() => {
        const { element } = globalThis.editor;
        if (element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement) {
          element.setSelectionRange(2, 2);
        } else {
          element.ownerDocument.getSelection()?.modify('move', 'backward', 'lineboundary');
        }
        let isReached = false;
        element.addEventListener('keydown', () => {
          isReached = true;
        });
        const tab = { key: 'Tab', code: 'Tab', bubbles: true, cancelable: true, composed: true };
        element.dispatchEvent(new KeyboardEvent('keydown', tab));
        return isReached;
      });
      await editor.settled();
      expect(isPassedOn).toBe(true);
      // Some write a tab, where the caret is.
      expect((await editor.text()).trim()).toBe(`${begun + draft}! X`);
    });

    test('keys', async ({ editor }) => {
      await editor.open(fixture);
      // A draft that is written as it stands there stays, without a question for each letter.
      await editor.offer(begun, ' your kind help');
      await editor.type(' you');
      await editor.shows('r kind help');
      await editor.press('Control+ArrowRight');
      await editor.hasText(`${begun} your`);
      await editor.shows(' kind help');
      // These do what they do without us.
      await editor.pressed('ArrowLeft', '1', 'Home', '2', 'End', '3');
      await editor.hasText(`2${begun} you1r3`);
      if (isSingleLine) return;
      await editor.draft(['r3', ' and more'], ['\n', 'With']);
      await editor.type(' ');
      await editor.shows('and more');
      await editor.press('Enter');
      await editor.shows('With');
      await editor.press('Tab');
      await editor.hasText(`2${begun} you1r3 \nWith`);
      await editor.draft(['th', ' love']);
      await editor.type(' ');
      await editor.shows('love');
      await editor.press('ArrowUp');
      await editor.type('4');
      expect((await editor.text()).indexOf('4')).toBeLessThan(`2${begun} you1r3`.length);
    });

    test('input method', async ({ editor, editor: { page } }) => {
      await editor.open(fixture);
      await editor.draft(['ni', 'ce'], ['nihao', ' ma'], ['你好', '，世界']);
      await editor.type('A ');
      await editor.settled();
      const browser = await page.context().newCDPSession(page);
      for (const text of ['n', 'ni', 'nihao']) {
        await browser.send('Input.imeSetComposition', {
          text,
          selectionStart: text.length,
          selectionEnd: text.length,
        });
        await editor.showsNothing();
      }
      await browser.send('Input.insertText', { text: '你好' });
      await browser.detach();
      await editor.shows('，世界');
      expect(await editor.text()).toBe('A 你好');
      const asked = await page.evaluate(() => globalThis.asked);
      expect(asked.filter((text) => text.includes('n'))).toEqual([]);
      expect(asked.at(-1)).toBe('A 你好');
      await editor.press('Tab');
      await editor.hasText('A 你好，世界');
    });

    test('read-only', async ({ editor, editor: { page } }) => {
      await editor.open(fixture);
      await editor.offer(begun, draft);
      const asked = await page.evaluate(() => {
        globalThis.editor.lock(true);
        return globalThis.asked.length;
      });
      await editor.showsNothing();
      await editor.press('Shift+Tab');
      await editor.focus();
      await editor.showsNothing();
      expect(await page.evaluate(() => globalThis.asked.length)).toBe(asked);
      await page.evaluate(() => {
        globalThis.editor.lock(false);
      });
      await editor.focus();
      await editor.press('Control+End');
      await editor.type(' y');
      await editor.shows('our help');
    });

    test('focus', async ({ editor, editor: { page } }) => {
      await editor.open(fixture);
      await editor.offer(begun, draft);
      await page.getByRole('button', { name: 'Before' }).focus();
      await expect(editor.overlay).toHaveCount(0);
      await editor.focus();
      await editor.press('Control+End');
      await editor.shows(draft);
      // Something of the page's own is open for the same keys.
      await opensList(editor, true);
      await editor.showsNothing();
      await opensList(editor, false);
      await editor.shows(draft);
      await page.evaluate(() => globalThis.attached?.detach());
      await expect(editor.overlay).toHaveCount(fixture === 'react' ? 1 : 0);
    });

    if (isNative) {
      test('limit of length', async ({ editor }) => {
        await editor.open(fixture, { max: '20' });
        await editor.draft([begun, ' your consideration'], [begun, ' us']);
        await editor.type(begun);
        await editor.shows(' us');
        await editor.press('Tab');
        await editor.hasText(`${begun} us`);
        await editor.draft([' us', ' all of it']);
        await editor.type(' ');
        await editor.showsNothing();
      });
    } else {
      test('any contenteditable', async ({ editor }) => {
        await editor.open(fixture, { any: '' });
        await editor.offer(`Dear team,\n${begun}`, draft);
        await editor.press('Tab');
        await editor.hasText(`Dear team,\n${begun + draft}`);
        for (let frames = 0; frames < 5; frames += 1) await editor.settled();
        expect(await editor.text()).toBe(`Dear team,\n${begun + draft}`);
        await editor.type('!');
        await editor.hasText(`Dear team,\n${begun + draft}!`);
      });
    }
  });
}

function opensList(editor: EditorPage, isOpen: boolean): Promise<void> {
  return editor.page.evaluate((value) => {
    globalThis.editor.element.setAttribute('aria-expanded', String(value));
  }, isOpen);
}
