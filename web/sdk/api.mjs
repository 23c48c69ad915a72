/**
 * Compares the public types of the built packages with those in their `api/`, which are committed: whoever changes a
 * public interface sees it in the difference. `npm run types` makes the types; `BLESS=1` accepts them.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reachable } from './declarations.mjs';

const packages = ['sdk', 'field'];

function read(folder) {
  try {
    const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.d.ts'));
    return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  } catch {
    return new Map();
  }
}

function compare(name) {
  const folder = fileURLToPath(new URL(`../${name}/`, import.meta.url));
  const committed = join(folder, 'api');
  const [found, expected] = [reachable(folder), read(committed)];
  const names = [...new Set([...found.keys(), ...expected.keys()])].sort();
  const changed = names.filter((file) => found.get(file) !== expected.get(file));
  if (changed.length === 0) return;
  if (process.env.BLESS === '1') {
    rmSync(committed, { recursive: true, force: true });
    for (const [file, text] of found) {
      mkdirSync(dirname(join(committed, file)), { recursive: true });
      writeFileSync(join(committed, file), text);
    }
    console.log(`accepted in web/${name}/api: ${changed.join(', ')}`);
    return;
  }
  console.error(`The public types differ from web/${name}/api: ${changed.join(', ')}.`);
  console.error('If the change is wanted, run `BLESS=1 npm run api` after `npm run types`, and commit it.');
  process.exitCode = 1;
}

for (const name of packages) compare(name);
