/**
 * Measures the WebGPU flavour in headless Chromium on an adapter that runs on the CPU. `FOREWORD_CHROMIUM` names the browser.
 * Options:
 *
 *   --model FILE      the GGUF file; else FOREWORD_MODEL
 *   --decoder FILE    the drafting decoder; else FOREWORD_DECODER
 *   --flavours DIR    built flavours (default web/sdk/src/generated)
 *   --out DIR         where gpu-PART-ADAPTER.json (raw) and .md go; else FOREWORD_BENCH_OUT
 *   --only PART       "agreement", "keystroke" or "wllama" (default: the first two)
 *   --adapter NAME    "swiftshader" or "lavapipe" (default: swiftshader, lavapipe for wllama)
 *   --kernels NAME    "wide" or "narrow" kernels (default: those that suit the adapter; wide ones are for GPUs)
 *   --lavapipe FILE   Mesa's libvulkan_lvp.so (default: Debian's); see lavapipe/README.md
 *   --contexts FILE   JSON list of contexts for the agreement; else FOREWORD_CONTEXTS
 *   --limit N         contexts at most (default 200)
 *   --log FILE        lines of the agreement, one per context, where a stopped run goes on (default: in the system's
 *                     folder for such files). Has the tokens drafted: not to be committed
 *   --keystrokes N    keystrokes, and steps (default 24)
 *   --words N         words per text (default 4: keystroke; wllama)
 *   --texts N         texts for wllama (default 2)
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openBench } from './browser.mjs';
import { machineFacts } from './facts.mjs';
import { measureAgreement } from './gpu/agreement.mjs';
import { measureKeystrokes } from './gpu/keystroke.mjs';
import { toMarkdown } from './gpu/markdown.mjs';
import { measureWllama } from './gpu/wllama.mjs';
import { softwareGpu } from './software-gpu.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: process.env.FOREWORD_MODEL },
    decoder: { type: 'string', default: process.env.FOREWORD_DECODER },
    flavours: { type: 'string', default: join(root, 'web/sdk/src/generated') },
    out: { type: 'string', default: process.env.FOREWORD_BENCH_OUT },
    only: { type: 'string' },
    adapter: { type: 'string' },
    kernels: { type: 'string' },
    lavapipe: { type: 'string', default: '/usr/lib/x86_64-linux-gnu/libvulkan_lvp.so' },
    contexts: { type: 'string', default: process.env.FOREWORD_CONTEXTS },
    limit: { type: 'string', default: '200' },
    log: { type: 'string', default: join(tmpdir(), 'foreword-gpu-agreement.jsonl') },
    keystrokes: { type: 'string', default: '24' },
    words: { type: 'string', default: '4' },
    texts: { type: 'string', default: '2' },
  },
});
/** How each part is measured, and the options that concern it. */
const parts = {
  agreement: { measure: measureAgreement, options: ['limit', 'kernels'] },
  keystroke: { measure: measureKeystrokes, options: ['keystrokes', 'words', 'kernels'] },
  wllama: { measure: measureWllama, options: ['texts', 'words', 'kernels'] },
};
const chosen = values.only === undefined ? ['agreement', 'keystroke'] : [values.only];
if (values.model === undefined || values.decoder === undefined || values.out === undefined) {
  console.error('gpu: --model, --decoder and --out are needed');
  process.exit(2);
}
if (![undefined, 'wide', 'narrow'].includes(values.kernels)) {
  console.error('gpu: --kernels is wide or narrow');
  process.exit(2);
}
if (chosen.some((part) => !(part in parts))) {
  console.error(`gpu: --only is one of ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

for (const part of chosen) await run(part);

async function run(part) {
  const adapter = values.adapter ?? (part === 'wllama' ? 'lavapipe' : 'swiftshader');
  const { name, browserArguments, executablePath, remove } = softwareGpu({
    adapter,
    lavapipe: values.lavapipe,
  });
  let bench;
  try {
    bench = await openBench({
      models: [values.model, values.decoder],
      flavours: values.flavours,
      browserArguments,
      executablePath,
    });
    const given = parts[part].options.filter((option) => values[option] !== undefined);
    const options = Object.fromEntries(given.map((option) => [option, values[option]]));
    const facts = {
      ...machineFacts('gpu.mjs', { only: part, adapter, ...options }),
      browser: bench.version,
      browserArguments,
      software: name,
    };
    const found = await bench.onFreshPage((page) => parts[part].measure(page, values), 'gpu.html');
    const raw = { facts, ...found };
    const markdown = toMarkdown(part, raw);
    mkdirSync(values.out, { recursive: true });
    const file = ['gpu', part, adapter, values.kernels].filter(Boolean).join('-');
    writeFileSync(join(values.out, `${file}.json`), `${JSON.stringify(raw, null, 1)}\n`);
    writeFileSync(join(values.out, `${file}.md`), markdown);
    console.log(markdown);
  } finally {
    await bench?.close();
    remove();
  }
}
