/* Makes the icons in `public/icons` of `public/icon.svg`: node web/app/icons.mjs */
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const drawing = readFileSync(new URL('public/icon.svg', import.meta.url), 'utf8');
const out = fileURLToPath(new URL('public/icons/', import.meta.url));

/** Launchers cut what is maskable to a shape of their own: the drawing keeps to the middle, on its own ground. */
const icons = [
  { name: 'icon-192', size: 192, share: 1, ground: 'transparent' },
  { name: 'icon-512', size: 512, share: 1, ground: 'transparent' },
  { name: 'icon-180', size: 180, share: 0.86, ground: '#1f4d45' },
  { name: 'maskable-512', size: 512, share: 0.72, ground: '#1f4d45' },
];

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for (const { name, size, share, ground } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const style = `margin:0;display:grid;place-items:center;height:100vh;background:${ground}`;
  const drawn = drawing.replace('<svg ', `<svg style="width:${share * 100}%" `);
  await page.setContent(`<body style="${style}">${drawn}</body>`);
  await page.screenshot({ path: `${out}${name}.png`, omitBackground: true });
  await page.close();
}
await browser.close();
