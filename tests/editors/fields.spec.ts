import { EditorPage, expect, test } from './editor-page.js';

const begun = 'Thank you for';
const draft = ' your help';

/** Opens the page without an editor, with `html` in it, and attaches to its first field. */
async function put(
  editor: EditorPage,
  html: string,
  selector = 'textarea, input, [contenteditable]',
): Promise<boolean> {
  await editor.open('fields');
  return editor.page.evaluate(
    ([content, wanted]) => {
      globalThis.put(content);
      return globalThis.attachTo(wanted);
    },
    [html, selector] as const,
  );
}

test('a form’s reset takes the draft with the text', async ({ editor, editor: { page } }) => {
  await put(editor, '<form><textarea></textarea></form>');
  await editor.offer(begun, draft);
  await page.evaluate(() => {
    document.querySelector('form')?.reset();
  });
  await editor.showsNothing();
  await editor.press('Tab');
  expect(await editor.text()).toBe('');
});

test('a text that the page takes away is not written on', async ({ editor, editor: { page } }) => {
  await put(editor, '<textarea></textarea>');
  await editor.offer(begun, draft);
  const isUsed = await page.evaluate(() => {
    const { element } = globalThis.editor;
    (element as HTMLTextAreaElement).value = '';
    return !element.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true }),
    );
  });
  expect(isUsed).toBe(false);
  expect(await editor.text()).toBe('');
  await editor.showsNothing();
});

test('where the page offers a list of its own, nothing is asked', async ({ editor, editor: { page } }) => {
  await put(editor, '<input list="names"><datalist id="names"><option>Thank you for all</datalist>');
  await editor.draft([begun, draft]);
  await editor.type(begun);
  await editor.showsNothing();
  await put(editor, '<div role="combobox" aria-expanded="true"><input></div>');
  await editor.draft([begun, draft]);
  await editor.type(begun);
  await editor.showsNothing();
  expect(await page.evaluate(() => globalThis.asked)).toEqual([]);
  await page.evaluate(() => {
    document.querySelector('[role=combobox]')?.setAttribute('aria-expanded', 'false');
  });
  await editor.shows(draft);
});

test('secrets are never read, for the life of the element', async ({ editor, editor: { page } }) => {
  for (const html of [
    '<input type="password">',
    '<input autocomplete="section-a cc-number">',
    '<input autocomplete="one-time-code">',
    '<textarea data-sensitive></textarea>',
    ...['email', 'number', 'date', 'range', 'tel', 'url'].map((type) => `<input type="${type}">`),
  ]) {
    expect(await put(editor, html), html).toBe(false);
  }
  expect(await put(editor, '<input>')).toBe(true);
  await editor.draft(['hunter', '2Blue']);
  await page.evaluate(() => {
    (globalThis.editor.element as HTMLInputElement).type = 'password';
  });
  await editor.type('my hunt');
  await page.evaluate(() => {
    (globalThis.editor.element as HTMLInputElement).type = 'text';
  });
  await editor.type('er');
  await editor.showsNothing();
  expect(await page.evaluate(() => globalThis.asked)).toEqual([]);
});

test('a page that changes what is written has one copy, and keeps the focus', async ({
  editor,
  editor: { page },
}) => {
  await editor.open('react', { capitals: '' });
  await editor.draft(['THANK YOU FOR', draft]);
  await editor.type(begun);
  await editor.shows(draft);
  await editor.press('Tab');
  await editor.hasText('THANK YOU FOR YOUR HELP');
  await expect(page.locator('textarea')).toBeFocused();
});

test('without a view of ours, the page is told, and the keys work', async ({ editor, editor: { page } }) => {
  await editor.open('fields');
  await page.evaluate(() => {
    globalThis.put('<textarea></textarea>');
    const told: (string | undefined)[] = [];
    Object.assign(globalThis, { told });
    const keys = [{ key: 'ArrowRight', action: { kind: 'accept' } } as const];
    globalThis.attachTo('textarea', {
      isHeadless: true,
      keys,
      onSuggestion: (offer) => told.push(offer?.drafts[0].text),
    });
  });
  await editor.draft([begun, draft]);
  await editor.type(begun);
  await expect
    .poll(() => page.evaluate(() => (globalThis as unknown as { told: string[] }).told.at(-1)))
    .toBe(draft);
  await expect(editor.overlay).toHaveCount(0);
  await editor.press('ArrowRight');
  await editor.hasText(begun + draft);
});

test('announcements can be turned off', async ({ editor, editor: { page } }) => {
  await editor.open('fields');
  await page.evaluate(() => {
    globalThis.put('<textarea></textarea>');
    globalThis.attachTo('textarea', { mayAnnounce: () => false });
  });
  await editor.offer(begun, draft);
  await editor.press('Tab');
  await editor.hasText(begun + draft);
  await expect(page.locator('foreword-overlay .live')).toBeEmpty();
});

test('the element offers drafts in the field that it wraps', async ({ editor, editor: { page } }) => {
  await editor.open('fields');
  await page.evaluate(() => {
    globalThis.put('<foreword-field></foreword-field><button>After</button>');
    const element = document.querySelector('foreword-field');
    if (element) element.options = { shadow: 'open' };
    element?.append(document.createElement('textarea'));
  });
  await editor.draft([begun, draft]);
  await page.locator('textarea').click();
  await editor.type(begun);
  await editor.shows(draft);
  await editor.press('Tab');
  await expect(page.locator('textarea')).toHaveValue(begun + draft);
  await page.evaluate(() => {
    document.querySelector('foreword-field')?.toggleAttribute('paused', true);
  });
  const asked = await page.evaluate(() => globalThis.asked.length);
  await editor.type(' x');
  await editor.showsNothing();
  expect(await page.evaluate(() => globalThis.asked.length)).toBe(asked);
  // Another field, of another kind.
  await page.evaluate(() => {
    const element = document.querySelector('foreword-field');
    element?.toggleAttribute('paused', false);
    const field = document.createElement('div');
    field.contentEditable = 'true';
    element?.replaceChildren(field);
  });
  const field = page.locator('[contenteditable]');
  await field.click();
  await editor.type(begun);
  await editor.shows(draft);
  await editor.press('Tab');
  await expect(field).toHaveText(begun + draft);
  await page.evaluate(() => {
    document.querySelector('foreword-field')?.remove();
  });
  await expect(editor.overlay).toHaveCount(0);
});

test('what stands before and after the caret', async ({ editor, editor: { page } }) => {
  await editor.open('fields');
  const table: [html: string, before: string, after: string][] = [
    ['one| two', 'one', ' two'],
    ['<p>one</p><p>tw|o</p><p>three</p>', 'one\ntw', 'o\nthree'],
    // Lines as Gmail has them.
    ['<div>one</div><div><br></div><div>tw|</div>', 'one\n\ntw', ''],
    ['<div>one</div><div><!--|--><br></div><div>two</div>', 'one\n', '\ntwo'],
    ['one<br>tw|o<br>three<br>', 'one\ntw', 'o\nthree'],
    ['one<br><!--|--><br>', 'one\n', ''],
    ['one <b>two</b><i> thr|ee</i> four', 'one two thr', 'ee four'],
    ['<ul><li>one</li><li>two|</li></ul>after', 'one\ntwo', '\nafter'],
    ['<p>one <span contenteditable="false">@Anna</span> two|</p>', 'one  two', ''],
    ['<p>one</p>\n  <p>two|</p>\n  ', 'one\ntwo', ''],
    ['one&nbsp;two\u200b|', 'one two', ''],
    ['<p>one</p><p style="display:none">hidden</p><p>two|</p>', 'one\ntwo', ''],
    ['<table><tr><td>one</td><td>two|</td></tr></table>', 'one\ntwo', ''],
    ['<pre>a\n\n  b|</pre>', 'a\n\n  b', ''],
  ];
  for (const [html, before, after] of table) {
    const read = await page.evaluate(
      (content) => globalThis.reads(`<div contenteditable>${content}</div>`),
      html,
    );
    expect(read, html).toEqual({ before, after });
  }
  for (const html of [
    '<div class="monaco-editor"><div contenteditable>a|</div></div>',
    '<div contenteditable="false">a|</div>',
  ]) {
    expect(await page.evaluate((content) => globalThis.reads(content), html), html).toBe(undefined);
  }
});

test('the window before the caret begins at the same place for many keys', async ({
  editor,
  editor: { page },
}) => {
  await put(editor, '<div contenteditable></div>');
  await page.evaluate(() => {
    const { element } = globalThis.editor;
    const lines = Array.from({ length: 400 }, (_, line) => `<p>This is line ${line} of a long text.</p>`);
    element.innerHTML = lines.join('');
    getSelection()?.selectAllChildren(element);
    getSelection()?.collapseToEnd();
  });
  await editor.type(' The quick brown fox jumps over the lazy dog and so on.');
  await editor.settled();
  const asked = await page.evaluate(() => globalThis.asked);
  expect(asked.length).toBeGreaterThan(10);
  for (const text of asked) expect(text.length).toBeLessThanOrEqual(4000);
  expect(new Set(asked.map((text) => text.slice(0, 100))).size).toBeLessThanOrEqual(2);
});

test('centred text, and text that goes on, have a list and nothing drawn over them', async ({ editor }) => {
  await put(editor, '<div contenteditable style="text-align: center"></div>');
  await editor.draft([begun, draft]);
  await editor.type(begun);
  await expect(editor.rows).toHaveCount(1);
  await expect(editor.ghost).toBeEmpty();
  await put(editor, '<div contenteditable>Thank you to all</div>');
  await editor.press('Home');
  await editor.press(...Array<string>('Thank you'.length).fill('ArrowRight'));
  await editor.draft(['you f', 'or coming']);
  await editor.type(' f');
  await expect(editor.rows).toHaveCount(1);
  await expect(editor.ghost).toBeEmpty();
  await editor.press('Tab');
  await editor.hasText('Thank you for coming to all');
});

test('an element out of sight takes the keys of a canvas: nothing is drawn, no key is used', async ({
  editor,
  editor: { page },
}) => {
  await put(
    editor,
    '<canvas width="400" height="300"></canvas><div contenteditable style="position:fixed;left:-2000px;width:1px;height:1px;overflow:hidden"></div>',
  );
  await editor.draft([begun, draft]);
  await editor.type(begun);
  await editor.showsNothing();
  const isUsed = await page.evaluate(() => {
    const tab = new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true });
    return !globalThis.editor.element.dispatchEvent(tab);
  });
  expect(isUsed).toBe(false);
});

test('on a phone, taking a draft ends the composition', async ({ browser, address }) => {
  const context = await browser.newContext({
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 700 },
  });
  const page = await context.newPage();
  const editor = new EditorPage(page, address);
  for (const fixture of ['contenteditable', 'prosemirror', 'lexical'] as const) {
    await editor.open(fixture);
    await page.locator('[contenteditable]').tap();
    await editor.draft(['A ', 'Thank you very much']);
    await editor.type('A ');
    const keyboard = await context.newCDPSession(page);
    for (const text of ['T', 'Th', 'Tha']) {
      await keyboard.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    }
    await keyboard.send('Input.imeSetComposition', { text: 'Than', selectionStart: 4, selectionEnd: 4 });
    await expect(editor.ghost).toHaveText('k you very much');
    await editor.rows.first().tap();
    await editor.hasText('A Thank you very much');
    await keyboard.send('Input.imeSetComposition', { text: ' a', selectionStart: 2, selectionEnd: 2 });
    await editor.hasText('A Thank you very much a');
    await keyboard.detach();
  }
  await context.close();
});
