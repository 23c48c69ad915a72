/** Starts a browser with the built extension and a page of fields: `cargo xtask extension --run chromium|firefox`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env } from 'node:process';
import { fileURLToPath } from 'node:url';

const browser = argv[2];
const folder = fileURLToPath(new URL(`dist/${browser}`, import.meta.url));
const page = readFileSync(new URL('try.html', import.meta.url));
const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
});
await new Promise((resolve) => server.listen(0, 'localhost', resolve));
const address = `http://localhost:${server.address().port}/`;
const isHeadless = env.FOREWORD_HEADLESS === '1';

async function chromium() {
  const { chromium: type } = await import('@playwright/test');
  const profile = mkdtempSync(join(tmpdir(), 'foreword-'));
  const context = await type.launchPersistentContext(profile, {
    executablePath: env.FOREWORD_CHROMIUM,
    headless: isHeadless,
    viewport: null,
    ignoreDefaultArgs: ['--disable-extensions', '--enable-automation'],
    args: [
      '--no-sandbox',
      '--no-first-run',
      `--disable-extensions-except=${folder}`,
      `--load-extension=${folder}`,
    ],
  });
  await (await context.newPage()).goto(address);
  return {
    isClosed: new Promise((resolve) => context.on('close', resolve)),
    end: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function firefox() {
  const { default: puppeteer } = await import('puppeteer-core');
  const started = await puppeteer.launch({
    browser: 'firefox',
    executablePath: env.FOREWORD_FIREFOX,
    headless: isHeadless,
    defaultViewport: null,
  });
  await started.installExtension(folder);
  await (await started.newPage()).goto(address);
  return {
    isClosed: new Promise((resolve) => started.on('disconnected', resolve)),
    end: () => started.close(),
  };
}

const { isClosed, end } = await { chromium, firefox }[browser]();
console.log(`${browser} shows ${address}; close it, or press Ctrl+C, to end.`);
process.once('SIGINT', () => void end());
await isClosed;
server.close();
