/**
 * Puts the weights that `models.toml` lists as shipped into `dist`, under names that carry their hashes, with a script
 * that tells where they are. Same weights, same bytes.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = env.FOREWORD_CACHE ? env.FOREWORD_CACHE : join(root, '.cache');
const dist = join(here, 'dist');

const { shipped, model: models } = parse(readFileSync(join(root, 'models/models.toml'), 'utf8'));
const files = models.flatMap(({ file }) => file);

/** The packed form of a shipped file, and the name it gets. */
function weightsOf(role) {
  const { packed } = files.find(({ name }) => name === shipped[role]);
  const places = [join(root, 'models', packed.name), join(cache, 'models', packed.name)];
  const path = places.find((place) => existsSync(place) && statSync(place).size === packed.bytes);
  if (path === undefined) throw new Error(`${packed.name} is missing: run \`cargo xtask model fetch\` first`);
  const found = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (found !== packed.sha256) throw new Error(`${path} has SHA-256 ${found}, not ${packed.sha256}`);
  return { path, name: `foreword-${role}-${packed.sha256.slice(0, 16)}.packed` };
}

const weights = [weightsOf('encoder'), weightsOf('decoder')];
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
for (const { path, name } of weights) copyFileSync(path, join(dist, name));
copyFileSync(join(root, 'LICENSE-APACHE'), join(dist, 'LICENSE-APACHE'));

// Literal expressions, because bundlers find the files by them.
const addresses = weights
  .map(({ name }) => `  '${name}': new URL('./${name}', import.meta.url).href,\n`)
  .join('');
const template = readFileSync(join(here, 'template.js'), 'utf8').replace(/^\/\*.*\*\/\n\n/, '');
writeFileSync(join(dist, 'index.js'), `const addresses = {\n${addresses}};\n\n${template}`);
copyFileSync(join(here, 'template.d.ts'), join(dist, 'index.d.ts'));
