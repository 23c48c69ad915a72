/**
 * The extension in Firefox, over WebDriver BiDi: `npm run test:extension:firefox`. It isn't part of CI, since not every
 * machine has Firefox; it installs nothing, and says what it can't do.
 *
 * What this way can't do: see into the event page or stop it, look into closed shadow roots, compose with an input method,
 * and open the popup. The overlay is open in this build, and settings are changed nowhere.
 */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';

const here = fileURLToPath(new URL('.', import.meta.url));
const named = process.env['FOREWORD_FIREFOX'];
const executablePath = named ?? ['/usr/bin/firefox', '/usr/bin/firefox-esr'].find((path) => existsSync(path));
if (executablePath === undefined) {
  console.error('There is no Firefox; install it, or let FOREWORD_FIREFOX name it.');
  process.exit(1);
}
execFileSync('npx', [
  'esbuild',
  `${here}pages.ts`,
  '--format=esm',
  `--outfile=${here}out/firefox-pages.mjs`,
  '--log-level=error',
]);
const { pages } = await import('./out/firefox-pages.mjs');

const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const page = pages.find(({ name }) => path === `/page/${name}`);
  const script = /^\/([a-z]+)\.js$/.exec(path)?.[1];
  const editor = /^\/editor\/([a-z]+)$/.exec(path)?.[1];
  const headers = page?.policy === undefined ? {} : { 'content-security-policy': page.policy };
  if (script !== undefined) {
    response
      .writeHead(200, { 'content-type': 'text/javascript' })
      .end(readFileSync(`${here}out/${script}.js`));
  } else {
    const html =
      editor === undefined ? (page?.html ?? '') : `<script type="module" src="/${editor}.js"></script>`;
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers })
      .end(`<!doctype html><title>${path}</title>${html}`);
  }
});
await new Promise((resolve) => server.listen(0, resolve));
const address = `http://localhost:${server.address().port}`;

let browser = await puppeteer.launch({
  browser: 'firefox',
  executablePath,
  headless: true,
  extraPrefsFirefox: { 'extensions.background.idle.timeout': 5000 },
});
await browser.installExtension(fileURLToPath(new URL('../../extension/dist/tests-firefox', import.meta.url)));

// The page of the first run opens by itself and takes the focus from whoever has it; this way it can't be seen.
await new Promise((resolve) => setTimeout(resolve, 5_000));

let passed = 0;
const failed = [];

async function check(name, run) {
  const page = await browser.newPage();
  try {
    await run(page);
    passed += 1;
    console.log(`ok    ${name}`);
  } catch (error) {
    failed.push(name);
    console.log(`FAIL  ${name}: ${error.message.split('\n')[0]}`);
  } finally {
    await page.close().catch(() => undefined);
  }
}

/** Waits for a condition in a frame, generously. */
async function until(frame, is, ...given) {
  const end = Date.now() + 10_000;
  let last;
  while (Date.now() < end) {
    last = await frame.evaluate(is, ...given).catch((error) => error.message);
    if (last === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited for ${String(is).slice(0, 80)}, found ${JSON.stringify(last)}`);
}

const shows = (draft) => {
  const ghost = document.querySelector('foreword-overlay')?.shadowRoot?.querySelector('.ghost');
  return ghost?.textContent === draft || `ghost ${ghost?.textContent ?? 'none'}`;
};

/** Clicks into the field, in whatever frame: by its place in the window, since frames can't be clicked otherwise. */
async function focusField(page, frames) {
  let frame = page.mainFrame();
  let [x, y] = [0, 0];
  for (const selector of frames) {
    const element = await frame.waitForSelector(selector);
    const box = await element.evaluate((it) => {
      const { left, top } = it.getBoundingClientRect();
      return { left: left + it.clientLeft, top: top + it.clientTop };
    });
    x += box.left;
    y += box.top;
    frame = await element.contentFrame();
  }
  const place = await frame.evaluate(() => {
    const field = globalThis.ownField ? document.querySelector('my-part, #field') : find(document);
    function find(root) {
      const found = root.querySelector('#field');
      if (found) return found;
      for (const host of root.querySelectorAll('*')) {
        const inner = host.shadowRoot && find(host.shadowRoot);
        if (inner) return inner;
      }
      return undefined;
    }
    const { left, top } = field.getBoundingClientRect();
    return { left, top };
  });
  await page.mouse.click(x + place.left + 20, y + place.top + 15);
  return frame;
}

const hasText = (wanted) => {
  const find = (root) => {
    const found = root.querySelector('#field');
    if (found) return found;
    for (const host of root.querySelectorAll('*')) {
      const inner = host.shadowRoot && find(host.shadowRoot);
      if (inner) return inner;
    }
    return undefined;
  };
  const field = find(document);
  const text = globalThis.ownField?.text() ?? field.value ?? field.innerText;
  return text.replaceAll('\u00a0', ' ').trimEnd() === wanted || text;
};

const editorHasText = (wanted) => {
  const text = globalThis.editor.text().replaceAll('\u00a0', ' ').trimEnd();
  return text === wanted || text;
};

const editors = [
  ...['react', 'contenteditable', 'prosemirror', 'tiptap', 'lexical', 'quill', 'codemirror', 'slate'],
  ...['tinymce', 'ckeditor', 'draft'],
];

/** Types, waits for the draft, takes it, and sees that it is in the text once. */
async function takesDraft(tab, frame) {
  await tab.keyboard.type('Thank you for');
  await until(frame, shows, ' your email and');
  await tab.keyboard.press('Tab');
}

for (const page of pages) {
  await check(`page ${page.name}`, async (tab) => {
    await tab.goto(`${address}/page/${page.name}`);
    if (page.click !== undefined) await tab.click(page.click);
    const frame = await focusField(tab, page.frames ?? []);
    if (page.isOwn === true) await frame.evaluate(() => globalThis.ownField.focus());
    await takesDraft(tab, frame);
    await until(frame, hasText, 'Thank you for your email and');
  });
}

for (const editor of editors) {
  await check(`editor ${editor}`, async (tab) => {
    await tab.goto(`${address}/editor/${editor}`);
    await until(tab.mainFrame(), () => document.documentElement.dataset.state === 'ready');
    await tab.evaluate(() => {
      globalThis.editor.element.ownerDocument.defaultView.focus();
      globalThis.editor.element.focus();
    });
    const frame =
      editor === 'tinymce' ? await (await tab.waitForSelector('iframe')).contentFrame() : tab.mainFrame();
    await takesDraft(tab, frame);
    await until(tab.mainFrame(), editorHasText, 'Thank you for your email and');
    await tab.keyboard.type('. See you');
    await until(frame, shows, ' on Monday');
  });
}

await check('the event page sleeps, and wakes for the next key', async (tab) => {
  await tab.goto(`${address}/page/plain`);
  const frame = await focusField(tab, []);
  await takesDraft(tab, frame);
  // Twice the idle time that this browser was started with; the field is left meanwhile.
  await tab.click('#elsewhere');
  await new Promise((resolve) => setTimeout(resolve, 12_000));
  await focusField(tab, []);
  await tab.keyboard.press('End');
  await tab.keyboard.type('. See you');
  await until(frame, shows, ' on Monday');
});

await check('a password is left alone', async (tab) => {
  await tab.goto(`${address}/page/plain`);
  await tab.evaluate(() => {
    document.body.innerHTML = '<input id="field" type="password"><input id="next">';
  });
  await tab.click('#field');
  await tab.keyboard.type('Thank you for');
  await tab.keyboard.press('Tab');
  await until(tab.mainFrame(), () => document.activeElement.id === 'next');
});

await browser.close();

/** The package as people get it, where it is built: its overlay is closed, so that only what Tab inserts is seen. */
const packed = fileURLToPath(new URL('../../extension/dist/firefox', import.meta.url));
if (existsSync(`${packed}/model`)) {
  browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
  await browser.installExtension(packed);
  await check('the package with its model: a draft is taken', async (tab) => {
    await tab.goto(`${address}/page/plain`);
    await tab.click('#field');
    await tab.keyboard.type('Thank you for your');
    const end = Date.now() + 120_000;
    let text = '';
    while (text.length <= 'Thank you for your'.length) {
      if (Date.now() > end) throw new Error('no draft came in two minutes');
      await tab.bringToFront();
      await tab.focus('#field');
      // Time for the model to be loaded, and for a draft to come.
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      await tab.keyboard.press('Tab');
      text = await tab.evaluate(() => document.querySelector('#field').value);
    }
    console.log(`      ${JSON.stringify(text)}`);
  });
  await browser.close();
} else {
  console.log('not run: the package with its model, since it is not built (`cargo xtask extension`)');
}
server.close();
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
