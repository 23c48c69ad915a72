/**
 * Times the matrix kernels of one or more builds of `tests/bench/kernels` in one headless Chromium, in turn.
 *
 *   node tests/bench/kernels.mjs FILE.wasm … [--times N] [--layers N]
 *
 * Prints the best of N passes over all layers, and billions of multiply-adds a second, for each shape of the network.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';

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
  const lines = await page.evaluate(measure, {
    files,
    times: Number(values.times),
    layers: Number(values.layers),
  });
  console.log(lines.join('\n'));
} finally {
  await browser.close();
}

async function measure({ files, times, layers }) {
  // The clock ticks ten times a millisecond.
  const repeats = 8;
  const shapes = { qkv: [960, 576], out: [576, 576], 'gate and up': [3072, 576], down: [576, 1536] };
  const builds = [];
  for (const file of files) {
    const { instance } = await WebAssembly.instantiate(
      Uint8Array.from(atob(file), (c) => c.charCodeAt(0)),
      {},
    );
    builds.push(instance.exports);
  }
  const lines = [];
  for (const tokens of [1, 2, 3, 4, 8]) {
    for (const bits of [16, 8]) {
      const sums = builds.map(() => 0);
      for (const [name, [rows, cols]] of Object.entries(shapes)) {
        for (const build of builds) {
          if (build.prepare(layers, rows, cols, tokens, bits) === 0) throw new Error(`${name} was refused`);
          build.multiply(3);
        }
        const best = builds.map(() => Infinity);
        for (let n = 0; n < times; n += 1) {
          for (const [k, build] of builds.entries()) {
            const start = performance.now();
            build.multiply(repeats);
            best[k] = Math.min(best[k], (performance.now() - start) / repeats);
          }
        }
        for (const [k, ms] of best.entries()) sums[k] += ms;
        const rate = (ms) =>
          `${ms.toFixed(2)} ms ${((layers * rows * cols * tokens) / ms / 1e6).toFixed(1)} G/s`;
        lines.push(`${tokens} × ${bits} bits ${name.padEnd(12)} ${best.map(rate).join(' | ')}`);
      }
      lines.push(
        `${tokens} × ${bits} bits all          ${sums.map((ms) => `${ms.toFixed(2)} ms`).join(' | ')}`,
      );
    }
  }
  return lines;
}
