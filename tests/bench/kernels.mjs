/**
 * Times the matrix kernels of one or more builds of `tests/bench/kernels` in one headless Chromium, in turn.
 *
 *   node tests/bench/kernels.mjs FILE.wasm … [--times N] [--layers N]
 *
 * Prints the best of N passes over all layers, and billions of multiply-adds a second, for each shape of the network.
 * What the machine could do at most: `limits.mjs`.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { measureKernels } from './kernels/measure.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { times: { type: 'string', default: '25' }, layers: { type: 'string', default: '10' } },
});
const executablePath = process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  const page = await browser.newPage();
  const files = positionals.map((file) => readFileSync(file).toString('base64'));
  const rows = await page.evaluate(measureKernels, {
    files,
    times: Number(values.times),
    layers: Number(values.layers),
  });
  console.log(linesOf(rows).join('\n'));
} finally {
  await browser.close();
}

function linesOf(rows) {
  const lines = [];
  let sums = [];
  for (const [at, { tokens, bits, shape, ms, products }] of rows.entries()) {
    const rate = (each) => `${each.toFixed(2)} ms ${(products / each / 1e6).toFixed(1)} G/s`;
    lines.push(`${tokens} × ${bits} bits ${shape.padEnd(12)} ${ms.map(rate).join(' | ')}`);
    if (shape === 'head') continue;
    sums = ms.map((each, k) => each + (sums[k] ?? 0));
    const next = rows[at + 1];
    if (next?.tokens === tokens && next.bits === bits) continue;
    lines.push(
      `${tokens} × ${bits} bits all          ${sums.map((all) => `${all.toFixed(2)} ms`).join(' | ')}`,
    );
    sums = [];
  }
  return lines;
}
