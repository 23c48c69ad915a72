import { expect, test } from './fields.js';

const text = 'I wanted to let you know that the meeting';

/** A key as a keyboard layout or an input method reports it. */
interface Pressed {
  key: string;
  code?: string;
  altKey?: boolean;
  location?: number;
  /** `keyCode`. */
  legacyCode?: number;
}

test.describe('a shortcut is what the person pressed', () => {
  const others: [string, Pressed][] = [
    ['a character of Option or AltGr', { key: '#', code: 'Digit3', altKey: true }],
    ['a character of Option or AltGr', { key: '€', code: 'Digit2', altKey: true }],
    ['a character of Option or AltGr', { key: '¡', code: 'Digit1', altKey: true }],
    ['an Alt code', { key: '1', code: 'Numpad1', altKey: true, location: 3 }],
    ['an Alt code', { key: 'End', code: 'Numpad1', altKey: true, location: 3 }],
    ['an Alt code', { key: 'ArrowRight', code: 'Numpad6', altKey: true, location: 3 }],
    ['a key of an input method', { key: 'Tab', legacyCode: 229 }],
    ['a key of an input method', { key: 'Escape', legacyCode: 229 }],
    ['a key of an input method', { key: 'Process', legacyCode: 229 }],
  ];

  test('other keys are left alone', async ({ field, page }) => {
    await field.offer(text, ' was moved', ' is on Friday', ' has been');
    for (const [what, pressed] of others) {
      const isUsed = await page.evaluate(({ legacyCode: keyCode = 0, ...init }) => {
        const event = { bubbles: true, cancelable: true, keyCode, ...init };
        return (
          document.querySelector('textarea')?.dispatchEvent(new KeyboardEvent('keydown', event)) === false
        );
      }, pressed);
      expect(isUsed, `${what}: ${pressed.key}`).toBe(false);
    }
    await expect(field.text).toHaveValue(text);
    await expect(field.ghost).toHaveText(' was moved');
    await page.keyboard.press('Alt+2');
    await expect(field.text).toHaveValue(`${text} is on Friday`);
  });

  test('arrows in front of other text move the caret', async ({ field, page }) => {
    await field.text.fill(`${text} on Monday at noon`);
    await field.draft(`${text}s`, ' are', ' were');
    await page.evaluate((at) => {
      document.querySelector('textarea')?.setSelectionRange(at, at);
    }, text.length);
    await field.text.pressSequentially('s');
    await expect(field.options).toHaveCount(2);
    await expect(field.ghost).toBeEmpty();
    await page.keyboard.press('Control+ArrowRight');
    await expect(field.text).toHaveValue(`${text}s on Monday at noon`);
    const caret = await field.text.evaluate((area: HTMLTextAreaElement) => area.selectionStart);
    expect(caret).toBe(`${text}s on`.length);
  });
});

test.describe('Tab never throws anybody out of the field', () => {
  test('pressed twice, or held', async ({ field, page }) => {
    await field.offer(text, ' was moved');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(field.text).toHaveValue(`${text} was moved`);
    await expect(field.text).toBeFocused();
    await field.offer(text, ' was moved');
    for (let times = 0; times < 4; times += 1) await page.keyboard.down('Tab');
    await page.keyboard.up('Tab');
    await expect(field.text).toHaveValue(`${text} was moved`);
    await expect(field.text).toBeFocused();
  });

  test('but Esc and Tab leave it, and Shift+Tab does at any time', async ({ field, page }) => {
    await field.offer(text, ' was moved');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    await expect(page.getByRole('button', { name: 'Before' })).toBeFocused();
    await field.offer(text, ' was moved');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'After' })).toBeFocused();
    await expect(field.text).toHaveValue(text);
  });
});

test('a word is taken without the punctuation after it, which is the next press’s', async ({
  field,
  page,
}) => {
  await field.offer('How are', ' you?');
  await page.keyboard.press('Control+ArrowRight');
  await expect(field.text).toHaveValue('How are you');
  await expect(field.ghost).toHaveText('?');
  await page.keyboard.press('Control+ArrowRight');
  await expect(field.text).toHaveValue('How are you?');
});

test('what is exchanged or taken is said each time, the same words too', async ({ field, page }) => {
  await field.offer('the', ' the the the');
  await page.evaluate(() => {
    const live = document.querySelector('foreword-overlay')?.shadowRoot?.querySelector('.live');
    const said: string[] = [];
    Object.assign(globalThis, { said });
    const observer = new MutationObserver(() => {
      const now = live?.textContent ?? '';
      if (now !== '') said.push(now);
    });
    if (live) observer.observe(live, { childList: true, subtree: true, characterData: true });
  });
  await page.keyboard.press('Control+ArrowRight');
  await page.keyboard.press('Control+ArrowRight');
  const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  expect(said).toEqual(['Inserted: the', 'Inserted: the']);
});
