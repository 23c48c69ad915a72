/**
 * What one core of this machine can do at most in WebAssembly, by small programs written by hand (`limits/programs.mjs`),
 * and what share of it the matrix kernels reach, in one headless Chromium. `npm run bench:limits`.
 *
 *   --kernels FILE  a build of `tests/bench/kernels` (default: it is built, with the flags of the flavour `cpu-relaxed`)
 *   --rounds N      of which the best counts (default 40); --times N the same for the kernels (default 25)
 *   --out DIR       where limits.json and limits.md go; else FOREWORD_BENCH_OUT. The tables are printed in any case
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { machineFacts } from './facts.mjs';
import { buildKernels } from './kernels/build.mjs';
import { measureKernels } from './kernels/measure.mjs';
import { measureLimits } from './limits/measure.mjs';
import { assemble, multiplied, streamed } from './limits/programs.mjs';
import { limitsOf, sharesOf, toMarkdown } from './limits/shares.mjs';
import { serve } from './server.mjs';

const { values } = parseArgs({
  options: {
    kernels: { type: 'string' },
    rounds: { type: 'string', default: '40' },
    times: { type: 'string', default: '25' },
    out: { type: 'string', default: process.env.FOREWORD_BENCH_OUT },
  },
});
const kernels = values.kernels ?? buildKernels();
const folder = mkdtempSync(join(tmpdir(), 'foreword-limits-'));
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Limits</title>');
const server = await serve({ folder, models: [] });
const browser = await chromium.launch({
  executablePath: process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  const facts = {
    ...machineFacts('limits.mjs', values),
    browser: `Chromium ${browser.version()}`,
    load: loadavg()[0],
  };
  // Before and after the kernels: what else runs on the machine comes and goes.
  const first = await inPage(measureLimits, limitsGiven());
  const rows = await inPage(measureKernels, {
    files: [readFileSync(kernels).toString('base64')],
    times: Number(values.times),
    layers: 10,
  });
  const second = await inPage(measureLimits, limitsGiven());
  const best = Object.fromEntries(
    Object.entries(first).map(([name, ms]) => [name, Math.min(ms, second[name])]),
  );
  facts.loadAfter = loadavg()[0];
  const limits = limitsOf(best, streamed);
  const shares = sharesOf(rows, limits);
  const markdown = toMarkdown(facts, limits, shares);
  console.log(markdown);
  if (values.out !== undefined) {
    mkdirSync(values.out, { recursive: true });
    const raw = { facts, limits, kernels: shares, turns: { first, second } };
    writeFileSync(join(values.out, 'limits.json'), `${JSON.stringify(raw, null, 1)}\n`);
    writeFileSync(join(values.out, 'limits.md'), markdown);
  }
} finally {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true });
}

function limitsGiven() {
  const module = Buffer.from(assemble()).toString('base64');
  return { module, multiplied: multiplied.map(({ name }) => name), streamed, rounds: Number(values.rounds) };
}

async function inPage(task, given) {
  const page = await browser.newPage();
  try {
    await page.goto(server.url);
    return await page.evaluate(task, given);
  } finally {
    await page.close();
  }
}
