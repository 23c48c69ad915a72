/** What a page loads of this package before it can draft, gzipped and without WASM, held to its limit. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Bytes. The scripts that wasm-bindgen writes belong to the WASM. */
const limit = 25_000;

const gzipped = (text) => gzipSync(text, { level: 9 }).length;

/** The script and those it imports at once. */
function withImports(dist, name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const text = readFileSync(join(dist, name), 'utf8');
  for (const [, other] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g))
    withImports(dist, other, found);
  return found;
}

/** @param worker - The worker's script without that of the WASM. */
export function checkSizes(dist, worker) {
  const page = [...withImports(dist, 'index.js')].reduce(
    (sum, name) => sum + gzipped(readFileSync(join(dist, name))),
    0,
  );
  const whole = gzipped(readFileSync(join(dist, 'worker.js')));
  const sum = page + gzipped(worker);
  console.log(
    `foreword: ${sum} bytes gzipped without WASM (limit ${limit}): ${page} in the page, ${gzipped(worker)} in the ` +
      `worker, whose script is ${whole} with that of the WASM`,
  );
  if (sum > limit)
    throw new Error(`foreword is ${sum - limit} bytes over its limit of ${limit} gzipped bytes`);
}
