/**
 * Times drafts of two builds or more of the WebAssembly in one headless Chromium, in turn: three drafts of eight tokens
 * after each of some more words. `FOREWORD_CHROMIUM` names the browser.
 *
 *   node tests/bench/builds.mjs --model FILE.gguf --decoder FILE --build DIR --build DIR … [--words N] [--behind WORDS]
 *     [--out FILE.json]
 *
 * With `--behind` every text stands behind so many words of the others, as behind a prefix; of a list (`0,180`), each number
 * in turn too. A build is a folder of `web/sdk/src/generated`. Medians are printed, in milliseconds, by the engine's own clock and whole, and each build's memory at the end.
 */
import { writeFileSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { machineFacts } from './facts.mjs';
import { serve } from './server.mjs';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: process.env.FOREWORD_MODEL },
    decoder: { type: 'string', default: process.env.FOREWORD_DECODER },
    build: { type: 'string', multiple: true, default: [] },
    words: { type: 'string', default: '20' },
    behind: { type: 'string', default: '0' },
    out: { type: 'string' },
  },
});
if (values.model === undefined || values.decoder === undefined || values.build.length === 0) {
  console.error('builds: --model, --decoder and one --build or more are needed');
  process.exit(2);
}
const folders = Object.fromEntries(values.build.map((folder, n) => [`/builds/${n}/`, folder]));
const here = new URL('./builds', import.meta.url).pathname;
const server = await serve({ folder: here, models: [values.model, values.decoder], folders });
const browser = await chromium.launch({
  executablePath: process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  const page = await browser.newPage();
  await page.goto(server.url);
  const texts = JSON.parse(readFileSync(new URL('./texts.json', import.meta.url), 'utf8'));
  const modelSha256 = createHash('sha256').update(readFileSync(values.model)).digest('hex');
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.setSamplingInterval', { interval: 200 });
  const state={};
  await page.exposeFunction('__start', () => cdp.send('Profiler.start'));
  await page.exposeFunction('__stop', async () => { const {profile}=await cdp.send('Profiler.stop'); const self=new Map(); const names=new Map(profile.nodes.map(n=>[n.id,n.callFrame.functionName])); profile.samples.forEach((id,i)=>{const nm=names.get(id); self.set(nm,(self.get(nm)??0)+profile.timeDeltas[i]);}); const tot=[...self.values()].reduce((a,b)=>a+b,0); for (const [nm,t] of [...self].sort((a,b)=>b[1]-a[1]).slice(0,60)) console.log((t/tot*100).toFixed(1).padStart(5), (t/1000).toFixed(1).padStart(8), nm); writeFileSync('/tmp/prof.json', JSON.stringify(profile)); });
  const measured = await page.evaluate(measure, {
    builds: values.build.length,
    files: [values.model, values.decoder].map((file) => `/models/${basename(file)}`),
    modelSha256,
    texts: texts.map(({ text }) => text),
    words: Number(values.words),
    behind: values.behind.split(',').map(Number),
  });
  const samples = measured.map((of) => of.samples);
  const megabytes = measured.map((of) => of.megabytes);
  const behind = measured.map((of) => of.behind);
  const names = ['whole', 'encode', 'decode', 'verify'];
  const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
  const medians = samples.map((of) =>
    Object.fromEntries(names.map((name) => [name, median(of.map((s) => s[name]))])),
  );
  for (const [n, of] of medians.entries()) {
    const parts = names.map(
      (name) => `${name} ${of[name].toFixed(1)} (${(medians[0][name] / of[name]).toFixed(2)} ×)`,
    );
    console.log(`${n}, behind ${behind[n]}: ${parts.join(', ')}; ${megabytes[n].toFixed(1)} MB`);
  }
  if (values.out !== undefined) {
    const facts = {
      ...machineFacts('builds.mjs', { words: values.words, behind: values.behind }),
      browser: browser.version(),
    };
    writeFileSync(values.out, `${JSON.stringify({ facts, medians, behind, megabytes, samples }, null, 1)}\n`);
  }
} finally {
  await browser.close();
  server.close();
}

async function measure({ builds, files, modelSha256, texts, words, behind }) {
  const [model, decoder] = await Promise.all(
    files.map(async (file) => new Uint8Array(await (await fetch(file)).arrayBuffer())),
  );
  const engines = [];
  for (let n = 0; n < builds; n += 1) {
    const glue = await import(`/builds/${n}/foreword_wasm.js`);
    const { memory } = await glue.default({ module_or_path: fetch(`/builds/${n}/foreword_wasm_bg.wasm`) });
    const loader = await glue.ModelLoader.open(model.length);
    for (let at = 0; at < model.length; at += 1 << 20) loader.push(model.subarray(at, at + (1 << 20)));
    const engine = loader.finish();
    engine.loadDecoder(decoder, modelSha256);
    for (const length of behind) {
      engines.push({ engine, session: engine.openSession({}), samples: [], memory, length });
    }
  }
  for (const [number, text] of texts.entries()) {
    if (number===1) await globalThis.__start();
    const others = texts.filter((other) => other !== text).join('\n\n');
    const prefixOf = (length) =>
      others
        .split(/(?<=\s)/)
        .slice(0, length)
        .join('');
    const ends = [...text.matchAll(/\s+/g)].map(({ index }) => index + 1).slice(8, 8 + words);
    for (const [step, end] of ends.entries()) {
      const turn = (number + step) % 2 === 0 ? engines : engines.toReversed();
      for (const { engine, session, samples, length } of turn) {
        const before = prefixOf(length) + text.slice(0, end);
        const start = performance.now();
        const { timingMs } = await engine.complete(session, { before, after: '' }, { drafts: 3, tokens: 8 });
        const whole = performance.now() - start;
        // The first reads the text, and on the first text the browser still compiles.
        if (step > 0 && number > 0) samples.push({ whole, ...timingMs });
      }
    }
  }
  await globalThis.__stop();
  return engines.map(({ samples, memory, length }) => ({
    samples,
    behind: length,
    megabytes: memory.buffer.byteLength / 1e6,
  }));
}
