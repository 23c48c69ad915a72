import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const entries = ['index', 'in-page', 'inlined/index', 'node/index', 'measure', 'worker'];

/** The declarations in the folder that the entry points lead to: their texts by file name. */
export function reachable(folder) {
  const found = new Map();
  const open = entries.map((entry) => `${entry}.d.ts`);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    found.set(name, text);
    for (const [, target] of text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)\.js['"]/g)) {
      open.push(posix.join(posix.dirname(name), `${target}.d.ts`));
    }
  }
  return found;
}
