/**
 * Times the attention of one or more builds of `tests/bench/kernels` in one headless Chromium, in turn.
 *
 *   node tests/bench/attention.mjs FILE.wasm … [--times N] [--starts 16,230] [--rows 1,2,3,4]
 *
 * Prints the best of N passes over all layers, with keys and values near and far, and how many times faster than the first
 * build each is.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { measureAttention } from './kernels/attend.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string', default: '60' },
    starts: { type: 'string', default: '16,230' },
    rows: { type: 'string', default: '1,2,3,4' },
  },
});
const numbers = (list) => list.split(',').map(Number);
const executablePath = process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  const page = await browser.newPage();
  const found = await page.evaluate(measureAttention, {
    files: positionals.map((file) => readFileSync(file).toString('base64')),
    times: Number(values.times),
    starts: numbers(values.starts),
    rows: numbers(values.rows),
  });
  const each = (all) => all.map((ms) => `${ms.toFixed(2)} ms (${(all[0] / ms).toFixed(2)})`).join(' | ');
  for (const { start, tokens, bytes, warm, cold } of found) {
    const sizes = bytes.map((count) => (count / 1e6).toFixed(1)).join(' | ');
    console.log(`behind ${start}, rows ${tokens}: near ${each(warm)}; far ${each(cold)}; ${sizes} MB`);
  }
} finally {
  await browser.close();
}
