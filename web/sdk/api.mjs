/**
 * Compares the public types of the built package with those in `api/`, which are committed: whoever changes the public
 * interface sees it in the difference. `npm run types` makes the types; `BLESS=1` accepts them.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reachable } from './declarations.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const [built, committed] = [join(here, 'dist'), join(here, 'api')];

function read(folder) {
  try {
    const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.d.ts'));
    return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  } catch {
    return new Map();
  }
}

const [found, expected] = [reachable(built), read(committed)];
const names = [...new Set([...found.keys(), ...expected.keys()])].sort();
const changed = names.filter((name) => found.get(name) !== expected.get(name));

if (changed.length > 0 && process.env.BLESS === '1') {
  rmSync(committed, { recursive: true, force: true });
  for (const [name, text] of found) {
    mkdirSync(dirname(join(committed, name)), { recursive: true });
    writeFileSync(join(committed, name), text);
  }
  console.log(`accepted: ${changed.join(', ')}`);
} else if (changed.length > 0) {
  console.error(`The public types differ from web/sdk/api: ${changed.join(', ')}.`);
  console.error(
    'If the change is wanted, run `BLESS=1 npm run api` after `npm run types`, and commit web/sdk/api.',
  );
  process.exit(1);
}
