/**
 * Times drafts on one and on two threads in one headless Chromium, in turn: three drafts of eight tokens, checked, after
 * each of some more words; memory of the workers; and what an engine that chooses by itself finds. The package must be
 * built (`npm run build --workspace foreword`). `FOREWORD_CHROMIUM` names the browser.
 *
 *   node tests/bench/threads.mjs --model FILE.gguf --decoder FILE [--threads N] [--words N] [--out FILE.json]
 *
 * Medians are printed, in milliseconds, by the engine's own clock and whole.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { machineFacts } from './facts.mjs';
import { serve } from './server.mjs';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: process.env.FOREWORD_MODEL },
    decoder: { type: 'string', default: process.env.FOREWORD_DECODER },
    threads: { type: 'string', default: '2' },
    words: { type: 'string', default: '20' },
    out: { type: 'string' },
  },
});
if (values.model === undefined || values.decoder === undefined) {
  console.error('threads: --model and --decoder are needed');
  process.exit(2);
}
const path = (relative) => new URL(relative, import.meta.url).pathname;
const server = await serve({
  folder: path('./builds'),
  models: [values.model, values.decoder],
  folders: { '/sdk/': path('../../web/sdk/dist') },
});
const browser = await chromium.launch({
  executablePath: process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});

function source(file) {
  const bytes = readFileSync(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { url: `/models/${basename(file)}`, bytes: bytes.length, sha256 };
}

/** Memory of a page's process that has one engine on so many threads, after a draft; Linux only. */
async function pageMegabytes(threads) {
  const before = await renderers();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.url);
  await page.evaluate(startOne, { ...sources, threads });
  let bytes = 0;
  for (const id of (await renderers()).filter((id) => !before.includes(id))) {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1];
    bytes += 1024 * Number(kilobytes);
  }
  await context.close();
  return Math.round(bytes / 1e5) / 10;
}

async function renderers() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

async function startOne({ model, decoder, threads }) {
  const { createEngine } = await import('/sdk/index.js');
  let now;
  const onBackend = (status) => (now = status.threads);
  const engine = createEngine({ model, decoder, backend: 'cpu', threads, onBackend });
  await engine.load();
  while (threads > 1 && now !== threads) await new Promise((resolve) => setTimeout(resolve, 50));
  await engine.session().complete({ before: 'Thank you for your help with the' }, { drafts: 3, tokens: 8 });
}

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
const quantile = (samples, share) =>
  samples.map(({ whole }) => whole).toSorted((a, b) => a - b)[Math.floor(samples.length * share)];

const sources = { model: source(values.model), decoder: source(values.decoder) };

try {
  const page = await browser.newPage();
  await page.goto(server.url);
  const texts = JSON.parse(readFileSync(new URL('./texts.json', import.meta.url), 'utf8'));
  const found = await page.evaluate(measure, {
    ...sources,
    threads: Number(values.threads),
    texts: texts.map(({ text }) => text),
    words: Number(values.words),
  });
  const names = ['whole', 'encode', 'decode', 'verify'];
  const rows = found.engines.map(({ threads, samples }) => ({
    threads,
    ...Object.fromEntries(names.map((name) => [name, median(samples.map((sample) => sample[name]))])),
    wholeP10: quantile(samples, 0.1),
    wholeP95: quantile(samples, 0.95),
  }));
  for (const row of rows) {
    const parts = names.map(
      (name) => `${name} ${row[name].toFixed(1)} (${(rows[0][name] / row[name]).toFixed(2)} ×)`,
    );
    console.log(
      `${row.threads} threads: ${parts.join(', ')}, P10 ${row.wholeP10.toFixed(1)}, P95 ${row.wholeP95.toFixed(1)}`,
    );
  }
  console.log(`the same drafts ${found.same} times of ${found.engines[0].samples.length}`);
  const memory = { 1: await pageMegabytes(1), [values.threads]: await pageMegabytes(Number(values.threads)) };
  console.log(`megabytes of the page's process by threads: ${JSON.stringify(memory)}`);
  console.log(`left to itself: ${JSON.stringify(found.choice)}`);
  if (values.out !== undefined) {
    const facts = { ...machineFacts('threads.mjs', { words: values.words }), browser: browser.version() };
    writeFileSync(values.out, `${JSON.stringify({ facts, rows, memory, ...found }, null, 1)}\n`);
  }
} finally {
  await browser.close();
  server.close();
}

async function measure({ model, decoder, threads, texts, words }) {
  const { createEngine } = await import('/sdk/index.js');
  const start = async (wanted) => {
    const statuses = [];
    const began = performance.now();
    const onBackend = (status) => statuses.push({ threads: status.threads, ms: performance.now() - began });
    const engine = createEngine({ model, decoder, backend: 'cpu', threads: wanted, onBackend });
    await engine.load();
    const ready = performance.now() - began;
    return { engine, session: engine.session(), threads: wanted, ready, statuses, samples: [] };
  };
  const until = async (condition) => {
    for (let times = 0; times < 600 && !condition(); times += 1) await new Promise((r) => setTimeout(r, 100));
    if (!condition()) throw new Error('it took more than a minute');
  };
  const one = await start(1);
  await one.session.complete({ before: texts[0].slice(0, 200) }, { drafts: 3, tokens: 8 });
  const more = await start(threads);
  await until(() => more.statuses.at(-1)?.threads === threads);
  await more.session.complete({ before: texts[0].slice(0, 200) }, { drafts: 3, tokens: 8 });
  const engines = [one, more];
  let same = 0;
  for (const [number, text] of texts.entries()) {
    const ends = [...text.matchAll(/\s+/g)].map(({ index }) => index + 1).slice(8, 8 + words);
    for (const [step, end] of ends.entries()) {
      const turn = (number + step) % 2 === 0 ? engines : engines.toReversed();
      const drafts = [];
      for (const { session, samples } of turn) {
        const began = performance.now();
        const answer = await session.complete({ before: text.slice(0, end) }, { drafts: 3, tokens: 8 });
        const whole = performance.now() - began;
        drafts.push(JSON.stringify(answer.drafts));
        // The first reads the text, and on the first text the browser still compiles.
        if (step > 0 && number > 0) samples.push({ whole, ...answer.timingMs });
      }
      if (step > 0 && number > 0 && drafts[0] === drafts[1]) same += 1;
    }
  }
  const still = (await more.engine.backend()).threads;
  if (still !== threads) throw new Error(`helpers were given up: ${still} threads`);
  for (const { engine } of engines) engine.dispose();
  const auto = await start('auto');
  // Told of two threads, or not at all; it tests for some seconds.
  const began = performance.now();
  while (performance.now() - began < 30_000 && auto.statuses.at(-1)?.threads === undefined) {
    await new Promise((r) => setTimeout(r, 100));
  }
  const choice = { readyMs: auto.ready, ...auto.statuses.at(-1) };
  auto.engine.dispose();
  return {
    same,
    engines: engines.map(({ threads, samples }) => ({ threads, samples })),
    choice,
  };
}
