import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** The declarations of a package's entry points, as its `exports` name them. */
function entriesOf(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.values(exports).flatMap(({ types }) =>
    types === undefined ? [] : [types.replace('./dist/', '')],
  );
}

/** The declarations in a package's `dist` that its entry points lead to: their texts by file name. */
export function reachable(folder) {
  const found = new Map();
  const open = entriesOf(folder);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    const text = readFileSync(join(folder, 'dist', name), 'utf8');
    found.set(name, text);
    for (const [, target] of text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)\.js['"]/g)) {
      open.push(posix.join(posix.dirname(name), `${target}.d.ts`));
    }
  }
  return found;
}
