/**
 * Measures Foreword and wllama in one headless Chromium, in turn. `FOREWORD_CHROMIUM` names the browser. Options:
 *
 *   --model FILE   the GGUF file; else FOREWORD_MODEL
 *   --decoder FILE the drafting decoder; else FOREWORD_DECODER
 *   --out DIR      where peers.json (raw) and peers.md go; else FOREWORD_BENCH_OUT
 *   --tokens N     tokens added one by one, per text (default 40)
 *   --rounds N     further cold readings, per text (default 2)
 *   --loads N      page loads per engine (default 7)
 *   --words N      typed words after which drafts are asked for, per text (default 20)
 *   --points N     places at which every number of drafts is tried (default 18)
 *   --tries N      completions that are cancelled (default 30)
 *   --only PART    "reading" or "drafts" (default: both)
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBench } from './browser.mjs';
import { machineFacts } from './facts.mjs';
import { summarise, toMarkdown } from './summary.mjs';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: process.env.FOREWORD_MODEL },
    decoder: { type: 'string', default: process.env.FOREWORD_DECODER },
    out: { type: 'string', default: process.env.FOREWORD_BENCH_OUT },
    tokens: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '2' },
    loads: { type: 'string', default: '7' },
    words: { type: 'string', default: '20' },
    points: { type: 'string', default: '18' },
    tries: { type: 'string', default: '30' },
    only: { type: 'string' },
  },
});
if (values.model === undefined || values.decoder === undefined || values.out === undefined) {
  console.error('peers: --model, --decoder and --out are needed');
  process.exit(2);
}

const { tokens, rounds, loads, words, points, tries, only } = values;
const bench = await openBench({
  models: [values.model, values.decoder],
  // Measures memory at the next garbage collection, which it asks for, instead of some minutes later.
  browserArguments: ['--enable-blink-features=ForceEagerMeasureMemory'],
});
try {
  const raw = await measure();
  const summary = summarise(raw);
  const markdown = toMarkdown(raw, summary);
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, 'peers.json'), `${JSON.stringify({ ...raw, summary }, null, 1)}\n`);
  writeFileSync(join(values.out, 'peers.md'), markdown);
  console.log(markdown);
} finally {
  await bench.close();
}

async function measure() {
  const reading = values.only === 'drafts' ? {} : await measureEngines();
  const drafting = values.only === 'reading' ? {} : await bench.onFreshPage(measureDrafting);
  const facts = {
    ...machineFacts('peers.mjs', { tokens, rounds, loads, words, points, tries, only }),
    browser: bench.version,
    ...reading.pageFacts,
    ...drafting.pageFacts,
  };
  return { facts, ...reading, ...drafting };
}

async function measureDrafting(page) {
  const sizes = { words: Number(values.words), points: Number(values.points), tries: Number(values.tries) };
  const drafting = await page.evaluate((given) => globalThis.bench.drafts(given), sizes);
  progress('drafts');
  return { ...drafting, pageFacts: await page.evaluate(() => globalThis.bench.facts()) };
}

async function measureEngines() {
  const loads = await measureLoads();
  const memory = {};
  for (const engine of ['foreword', 'peer']) {
    memory[engine] = await bench.onFreshPage((page) =>
      page.evaluate((name) => globalThis.bench.memory(name), engine),
    );
  }
  return { ...(await bench.onFreshPage(measureReading)), loads, memory };
}

/** The first load of each engine downloads and is not counted. */
async function measureLoads() {
  const loads = [];
  for (let round = 0; round <= Number(values.loads); round++) {
    for (const engine of round % 2 === 0 ? ['foreword', 'peer'] : ['peer', 'foreword']) {
      const ms = await bench.onFreshPage((page) =>
        page.evaluate((name) => globalThis.bench.load(name), engine),
      );
      if (round > 0) loads.push({ engine, ms });
    }
  }
  progress('loads');
  return loads;
}

async function measureReading(page) {
  for (const engine of ['foreword', 'peer'])
    await page.evaluate((name) => globalThis.bench.load(name), engine);
  await page.evaluate(() => globalThis.bench.warmUp());
  progress('warm-up');
  const interleaved = await page.evaluate((n) => globalThis.bench.interleaved(n), Number(values.tokens));
  progress('token by token');
  const cold = await page.evaluate((n) => globalThis.bench.cold(n), Number(values.rounds));
  progress('cold readings');
  const pageFacts = await page.evaluate(() => globalThis.bench.facts());
  if (await page.evaluate(() => globalThis.bench.peerIsMultithread()))
    throw new Error('the peer ran with several threads');
  return { samples: [...interleaved, ...cold], pageFacts };
}

function progress(done) {
  console.error(`peers: ${done} done`);
}
