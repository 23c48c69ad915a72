import { type EditorPage, expect, test } from './editor-page.js';
import { editors } from './editors.js';

const begun = 'Thank you for';
const draft = ' your help';

for (const { fixture, title, takesSpace, isSingleLine = false, redo = 'Control+y' } of editors) {
  const above = isSingleLine ? '' : 'Dear team,\n';

  test.describe(title, () => {
    test('insertion', async ({ editor, editor: { page } }) => {
      await editor.open(fixture);
      await editor.offer(above + begun, draft);
      expect((await page.evaluate(() => globalThis.asked)).at(-1)).toBe(above + begun);
      await editor.press('Tab');
      await editor.hasText(above + begun + draft);
      // An editor that commits later would show a second copy by now.
      for (let frames = 0; frames < 5; frames += 1) await editor.settled();
      expect(await editor.text()).toBe(above + begun + draft);
      for (const next of [' with', ' the', ' garden']) {
        await editor.draft([draft, ' with'], ['with', ' the'], ['the', ' garden']);
        await editor.type(next.slice(0, 2));
        await editor.shows(next.slice(2));
        await editor.press('Tab');
      }
      await editor.hasText(`${above + begun + draft} with the garden`);
    });

    test('undo', async ({ editor }) => {
      await editor.open(fixture);
      await editor.offer(begun, draft);
      await editor.press('Tab');
      await editor.hasText(begun + draft);
      await editor.type(' today');
      await editor.hasText(`${begun + draft} today`);
      const back = await statesOf(editor, 'Control+z');
      expect(back, 'the draft goes at once, and alone').toEqual(expect.arrayContaining([begun + draft]));
      expect(back[back.indexOf(begun + draft) + 1]).toBe(begun);
      const on = await statesOf(editor, redo);
      expect(on.at(-1)).toBe(`${begun + draft} today`);
      expect(on[on.indexOf(begun) + 1]).toBe(begun + draft);
    });

    if (takesSpace === true) {
      test('space after a draft', async ({ editor }) => {
        await editor.open(fixture);
        await editor.offer(above + begun, `${draft} `);
        await editor.press('Tab');
        await editor.type('. ');
        await editor.hasText(`${above + begun + draft}. `);
        await editor.draft(['. ', 'See you ']);
        await editor.type('S');
        await editor.press('Backspace');
        await editor.shows('See you ');
        await editor.press('Tab');
        await editor.type(' soon');
        await editor.hasText(`${above + begun + draft}. See you soon`);
      });
    }

    test('change event', async ({ editor }) => {
      await editor.open(fixture);
      await editor.offer(begun, draft);
      const before = await editor.changes();
      await editor.press('Tab');
      await editor.hasText(begun + draft);
      await editor.settled();
      expect((await editor.changes()) - before).toBe(1);
    });
  });
}

/** The texts that a key leads to, one after the other, until it changes nothing. */
async function statesOf(editor: EditorPage, key: string): Promise<string[]> {
  const states: string[] = [await editor.text()];
  for (let times = 0; times < 30; times += 1) {
    await editor.press(key);
    await editor.settled();
    const text = await editor.text();
    if (text === states.at(-1)) break;
    states.push(text);
  }
  return states;
}
