/**
 * Compares two builds of one WebAssembly flavour in one tab of Chromium, in turn: milliseconds of a keystroke and the
 * drafts it gives; then the memory of the newer build with 1, 3 and 10 sessions. Prints JSON.
 *
 *   --before DIR, --after DIR   folders with foreword_wasm.js and foreword_wasm_bg.wasm
 *   --model FILE, --decoder FILE, --sha256 HASH of the model
 *   --rounds N                  passes over the texts (default 3)
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { machineFacts } from './facts.mjs';
import { serve } from './server.mjs';

const option = { type: 'string' };
const { values } = parseArgs({
  options: {
    ...{ before: option, after: option, model: option, decoder: option, sha256: option },
    rounds: { type: 'string', default: '3' },
  },
});

const texts = [
  'Hi Sarah, thanks for your email. I just wanted to let you know that the meeting on Thursday has been moved to the',
  'Could you please send me the report before the end of the week? I would like to read it before we talk to the client',
  "I'm running a bit late, but I should be there in about twenty minutes. Please start without me and save me a seat if you can",
  'We had a great time at the lake last weekend. The weather was perfect and the kids spent the whole day in the water',
];

const folder = mkdtempSync(join(tmpdir(), 'foreword-seams-'));
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>seams</title>');
const server = await serve({
  folder,
  models: [values.model, values.decoder],
  folders: { '/before/': values.before, '/after/': values.after },
});
const browser = await chromium.launch({
  executablePath: process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--no-first-run',
    '--disable-quic',
  ],
});
try {
  const page = await browser.newPage();
  await page.goto(server.url);
  const names = { model: basename(values.model), decoder: basename(values.decoder), sha256: values.sha256 };
  const measured = await page.evaluate(measure, { texts, names, rounds: Number(values.rounds) });
  console.log(
    JSON.stringify({ machine: machineFacts('seams.mjs', values), browser: browser.version(), ...measured }),
  );
} finally {
  await browser.close();
  server.close();
}

/** Runs in the page. */
async function measure({ texts, names, rounds }) {
  const bytes = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());
  const [model, decoder] = [await bytes(`/models/${names.model}`), await bytes(`/models/${names.decoder}`)];
  const open = async (name) => {
    const glue = await import(`/${name}/foreword_wasm.js`);
    const { memory } = await glue.default({ module_or_path: fetch(`/${name}/foreword_wasm_bg.wasm`) });
    const loader = await glue.ModelLoader.open(model.length);
    for (let at = 0; at < model.length; at += 1 << 20) loader.push(model.subarray(at, at + (1 << 20)));
    const engine = loader.finish();
    engine.loadDecoder(decoder, names.sha256);
    return { engine, memory };
  };
  const before = await open('before');
  const after = await open('after');
  const session = after.engine.openSession({});
  const ask = {
    before: (text) => before.engine.complete(text, { reuse: false, minConfidence: 0 }),
    after: (text) => after.engine.complete(session, { before: text }, { minConfidence: 0 }),
  };
  const times = { before: [], after: [] };
  let [keystrokes, different, differentSets] = [0, 0, 0];
  for (let round = 0; round < rounds; round += 1) {
    for (const text of texts) {
      const words = text.split(' ');
      for (let count = 4; count <= words.length; count += 1) {
        const typed = words.slice(0, count).join(' ');
        const answers = {};
        // Who goes first changes from word to word.
        for (const name of count % 2 === 0 ? ['before', 'after'] : ['after', 'before']) {
          const start = performance.now();
          answers[name] = await ask[name](typed);
          times[name].push(performance.now() - start);
        }
        keystrokes += 1;
        const drafts = (name) => answers[name].drafts.map((draft) => draft.text);
        const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);
        different += isSame(drafts('before'), drafts('after')) ? 0 : 1;
        // The same drafts in another order: another confidence.
        differentSets += isSame(drafts('before').sort(), drafts('after').sort()) ? 0 : 1;
      }
    }
  }
  const quantile = (name, share) => times[name].sort((a, b) => a - b)[Math.floor(share * times[name].length)];
  const speed = Object.fromEntries(
    ['before', 'after'].map((name) => [name, { p50: quantile(name, 0.5), p95: quantile(name, 0.95) }]),
  );
  const long = texts.join(' ').repeat(3);
  const memory = [];
  after.engine.closeSession(session);
  after.engine.setSessionMemory(1e9);
  for (const count of [1, 3, 10]) {
    while (after.engine.sessionMemory().sessions < count) {
      await after.engine.complete(after.engine.openSession({}), { before: long }, {});
    }
    memory.push({ count, ...after.engine.sessionMemory(), linearMemory: after.memory.buffer.byteLength });
  }
  after.engine.setSessionMemory(40e6);
  const budget = after.engine.sessionMemory();
  return {
    keystrokes,
    different,
    differentSets,
    milliseconds: speed,
    ratioP50: speed.after.p50 / speed.before.p50,
    memory,
    budget,
  };
}
