import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { call, openFlavours, progress } from './page.mjs';
import { parting } from './parting.mjs';

/** Contexts that are probed together. Keystrokes are timed in the first twelve of them, which takes longer than to draft. */
const batch = 50;

/**
 * How far the GPU flavour and the CPU flavour agree on what to write after each context. Some contexts at a time, and they are
 * kept in `log` as soon as they are done: a run that was stopped goes on there, if model and flavours are the same. Neither
 * what is given back nor the log has the contexts themselves.
 */
export async function measureAgreement(page, { contexts, limit, log, kernels, model, decoder, flavours }) {
  if (contexts === undefined) throw new Error('--contexts is needed');
  const list = JSON.parse(readFileSync(contexts, 'utf8')).slice(0, Number(limit));
  const files = hash(
    kernels ?? '',
    ...[model, decoder].map((file) => readFileSync(file)),
    ...['webgpu', 'cpu-relaxed'].map((name) => readFileSync(join(flavours, name, 'foreword_wasm_bg.wasm'))),
  );
  const opened = await openFlavours(page, kernels);
  // SwiftShader and lavapipe differ in what they have.
  const version = hash(files, JSON.stringify(opened.adapter));
  const done = readDone(log, version);
  const found = [];
  for (let first = 0; first < list.length; first += batch) {
    const given = list.slice(first, first + batch);
    const key = hash(JSON.stringify(given));
    const old = done.get(key);
    if (old !== undefined) {
      found.push(old);
      continue;
    }
    const gpu = await call(page, 'probe', 'gpu', given);
    const cpu = await call(page, 'probe', 'cpu', given);
    const verdict = await call(page, 'judge', gpu, cpu);
    const line = { version, key, verdict, gpu: slim(gpu), cpu: slim(cpu) };
    appendFileSync(log, `${JSON.stringify(line)}\n`);
    found.push(line);
    progress(
      `${first + given.length} of ${list.length}: same first drafts in ${verdict.sameDrafts} of ${given.length}, ` +
        `${verdict.mostApart?.toFixed(4)} nat at most`,
    );
  }
  const all = (name) => ({
    keystrokeMs: 0,
    keystrokesMs: found.flatMap((line) => line[name].keystrokesMs),
    drafted: found.flatMap((line) => line[name].drafted),
  });
  return {
    ...opened,
    source: basename(contexts),
    verdict: await call(page, 'judge', all('gpu'), all('cpu')),
    // Numbers only.
    contexts: found.flatMap(({ gpu, cpu }) =>
      gpu.drafted.map((drafted, at) => parting(drafted, cpu.drafted[at])),
    ),
  };
}

const slim = ({ keystrokeMs, keystrokesMs, drafted }) => ({ keystrokeMs, keystrokesMs, drafted });

/** What earlier runs with the same files did, by context. */
function readDone(log, version) {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
  const done = new Map();
  for (const line of lines.filter(Boolean)) {
    const parsed = parseOrNothing(line);
    if (parsed?.version === version) done.set(parsed.key, parsed);
  }
  if (done.size > 0) progress(`${done.size} batches are done already`);
  return done;
}

/** A line may be cut off where a run was stopped. */
function parseOrNothing(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function hash(...parts) {
  const hasher = createHash('sha256');
  for (const part of parts) hasher.update(part);
  return hasher.digest('hex');
}
