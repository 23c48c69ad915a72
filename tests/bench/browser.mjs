import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { serve } from './server.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * Builds the pages, serves them with the files, and starts a browser with a profile of its own.
 *
 * @param {object} options
 * @param {string[]} options.models - Files served under `/models/`.
 * @param {string} [options.flavours] - Folder of built flavours, served under `/flavours/`.
 * @param {string[]} [options.browserArguments] - Beside those that keep the browser quiet.
 * @param {string} [options.executablePath] - Default: what `FOREWORD_CHROMIUM` names.
 */
export async function openBench({ models, flavours, browserArguments = [], executablePath }) {
  const scratch = mkdtempSync(join(tmpdir(), 'foreword-bench-'));
  const remove = () => rmSync(scratch, { recursive: true, force: true });
  process.once('exit', remove);
  let server;
  let browser;
  const close = async () => {
    await browser?.close();
    server?.close();
    remove();
  };
  try {
    const folder = join(scratch, 'page');
    await build({ configFile: join(here, 'page/vite.config.ts'), build: { outDir: folder } });
    server = await serve({
      folder,
      models,
      folders: flavours === undefined ? {} : { '/flavours/': flavours },
    });
    // A persistent profile: what a page has stored and compiled is there for the next load, as it is for people.
    browser = await chromium.launchPersistentContext(join(scratch, 'profile'), {
      executablePath: executablePath ?? process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
        ...browserArguments,
      ],
    });
  } catch (error) {
    await close();
    throw error;
  }

  /** Runs `task` on a new tab, once the page's script has put `bench` there. */
  async function onFreshPage(task, path = '') {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    try {
      await page.goto(`${server.url}${path}`);
      await page.waitForFunction(() => globalThis.bench !== undefined);
      return await task(page);
    } finally {
      await page.close();
    }
  }

  return { onFreshPage, close, version: `Chromium ${browser.browser()?.version() ?? ''}`.trim() };
}
