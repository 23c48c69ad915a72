/** Draws the icons from the app's: `node extension/icons.mjs`, whose output is committed. */
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const icon = readFileSync(new URL('../web/app/public/icon.svg', import.meta.url), 'utf8');
const folder = fileURLToPath(new URL('static/icons/', import.meta.url));
mkdirSync(folder, { recursive: true });
const executablePath = process.env['FOREWORD_CHROMIUM'] ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const size of [16, 32, 48, 128]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${icon}`);
  await page.locator('svg').evaluate((svg, side) => svg.setAttribute('width', String(side)), size);
  await page.screenshot({ path: `${folder}${size}.png`, omitBackground: true });
  await page.close();
}
await browser.close();
