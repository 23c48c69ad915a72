/**
 * Takes the pictures for the stores, 1280 × 800, into `extension/store/pictures`: `node extension/store/screenshots.mjs`,
 * after `node extension/build.mjs --for-tests` and `cargo xtask extension`.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const out = fileURLToPath(new URL('pictures/', import.meta.url));
mkdirSync(out, { recursive: true });
const page = readFileSync(new URL('../try.html', import.meta.url));
const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
});
await new Promise((resolve) => server.listen(0, 'localhost', resolve));
const address = `http://localhost:${server.address().port}/`;

async function withBuild(name, run) {
  const folder = fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
  const profile = mkdtempSync(join(tmpdir(), 'foreword-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1280, height: 800 },
    ignoreDefaultArgs: ['--disable-extensions'],
    args: ['--no-sandbox', `--disable-extensions-except=${folder}`, `--load-extension=${folder}`],
  });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  await run(context, `chrome-extension://${new URL(worker.url()).host}`, worker);
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}

for (const scheme of ['light', 'dark']) {
  await withBuild('tests-chromium', async (context, origin, worker) => {
    const tab = await context.newPage();
    await tab.emulateMedia({ colorScheme: scheme });
    await tab.goto(address);
    await tab.locator('textarea').click();
    await tab.keyboard.type('Dear Sam,\n\nThank you for');
    await tab.locator('foreword-overlay .ghost').filter({ hasText: 'your email' }).waitFor();
    await tab.keyboard.press('Alt+ArrowDown');
    await tab.keyboard.press('Alt+ArrowDown');
    await tab.locator('foreword-overlay .option').first().waitFor();
    await tab.screenshot({ path: `${out}drafts-${scheme}.png`, animations: 'disabled' });
    const id = await worker.evaluate(async (url) => {
      const tabs = await globalThis.chrome.tabs.query({});
      return tabs.find((one) => one.url === url).id;
    }, address);
    const popup = await context.newPage();
    await popup.emulateMedia({ colorScheme: scheme });
    await popup.setViewportSize({ width: 336, height: 545 });
    await popup.goto(`${origin}/popup.html?tab=${id}`);
    await popup.getByText('On in this field').waitFor();
    await popup.screenshot({ path: `${out}popup-${scheme}.png` });
  });
  await withBuild('chromium', async (context, origin) => {
    const tab = await context.newPage();
    await tab.emulateMedia({ colorScheme: scheme });
    for (const route of ['settings', 'memory', 'voice', 'speed', 'welcome']) {
      await tab.goto(`${origin}/options.html#${route}`);
      await tab.locator('.fw h1').first().waitFor();
      if (route === 'memory') await tab.getByRole('switch').first().waitFor({ timeout: 60_000 });
      await tab.getByText('Getting ready').waitFor({ state: 'detached', timeout: 60_000 });
      await tab.screenshot({ path: `${out}${route}-${scheme}.png` });
    }
  });
}
server.close();
