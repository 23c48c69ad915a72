/**
 * Installs the packed packages into one project per bundler, and uses them there: `node matrix.mjs --packages FOLDER
 * [--small] [--out FOLDER] [PROJECT…]`. The registry is asked for the projects' own dependencies only; everything after
 * that runs without a network.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checks } from './checks.mjs';
import { isolation } from './lib/isolation.mjs';
import { run } from './lib/run.mjs';
import { projects } from './projects.mjs';
import { machineFacts } from '../bench/facts.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const inside = fileURLToPath(new URL('inside.mjs', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { packages: { type: 'string' }, small: { type: 'boolean' }, out: { type: 'string' } },
});
if (values.packages === undefined) throw new Error('--packages is missing: the folder with the tarballs');
const tarballs = readdirSync(values.packages)
  .filter((name) => name.endsWith('.tgz'))
  .map((name) => resolve(values.packages, name));
const rows = { ...checks, ...projects };
const all = Object.keys(rows).filter((name) => !values.small || rows[name].isSmall);
const names = positionals.length > 0 ? positionals : all;
for (const name of names) if (!(name in rows)) throw new Error(`there is no project ${name}`);

/** Installed once per folder, since several rows may use the same. */
const installed = new Map();
const work = mkdtempSync(join(tmpdir(), 'foreword-matrix-'));

async function install(from) {
  const known = installed.get(from);
  if (known !== undefined) return { ...known, secondsToInstall: 0 };
  const folder = join(work, from.replaceAll('/', '-'));
  cpSync(join(root, from), folder, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|dist|\.next)$/.test(path),
  });
  await run(['npm', 'ci', '--no-audit', '--no-fund'], { cwd: folder });
  const begin = performance.now();
  await run(['npm', 'install', '--no-save', '--offline', '--no-audit', '--no-fund', ...tarballs], {
    cwd: folder,
  });
  const secondsToInstall = Number(((performance.now() - begin) / 1000).toFixed(1));
  installed.set(from, { folder });
  return { folder, secondsToInstall };
}

/** Installs a project, and builds and uses it without a network. */
async function use(name) {
  const { folder, secondsToInstall } = await install(projects[name].from);
  const output = await run([...cut.words, process.execPath, inside, name, folder], { cwd: folder });
  return { secondsToInstall, ...JSON.parse(output.trim().split('\n').at(-1)) };
}

const cut = await isolation();
console.log(`without a network by: ${cut.how}`);
const results = {};
let failed = 0;
const begin = performance.now();
for (const name of names) {
  try {
    results[name] = name in checks ? await checks[name].check(tarballs) : await use(name);
    console.log(`ok      ${name}: ${JSON.stringify(results[name])}`);
  } catch (error) {
    failed += 1;
    results[name] = { error: error.message };
    console.log(`FAILED  ${name}: ${error.message}`);
  }
}
if (process.env.KEEP === '1') console.log(`kept: ${work}`);
else rmSync(work, { recursive: true, force: true });
if (values.out !== undefined) {
  const report = {
    ...machineFacts('', {}),
    command: 'cargo xtask matrix',
    peerVersion: undefined,
    isolation: cut.how,
    node: process.version,
    tarballs: tarballs.map((path) => path.split('/').at(-1)),
    results,
  };
  writeFileSync(join(values.out, 'matrix.json'), `${JSON.stringify(report, undefined, 2)}\n`);
}
console.log(`  ${failed} failed`);
console.log(`  ${names.length - failed} passed (${((performance.now() - begin) / 1000).toFixed(1)}s)`);
process.exitCode = failed === 0 ? 0 : 1;
