/**
 * A newcomer's path, scripted and timed: an empty Vite project, the packages, five lines, drafts on the screen. `node
 * newcomer.mjs --packages FOLDER [--out FOLDER]`; the registry is asked for Vite only.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isolation } from './lib/isolation.mjs';
import { run } from './lib/run.mjs';
import { machineFacts } from '../bench/facts.mjs';

const { values } = parseArgs({ options: { packages: { type: 'string' }, out: { type: 'string' } } });
if (values.packages === undefined) throw new Error('--packages is missing: the folder with the tarballs');
const tarballs = readdirSync(values.packages)
  .filter((name) => name.endsWith('.tgz'))
  .map((name) => resolve(values.packages, name));

/** What `npm create vite` leaves of a project once the demonstration is taken out, with a text field. */
const empty = {
  'package.json': `{ "name": "empty", "private": true, "type": "module", "scripts": { "dev": "vite", "build": "vite build" } }\n`,
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Empty</title>
    <link rel="icon" href="data:," />
  </head>
  <body>
    <textarea rows="8" cols="60"></textarea>
    <script type="module" src="/main.js"></script>
  </body>
</html>
`,
};

/** What the newcomer writes. */
const main = `import { createEngine } from 'foreword';
import { attach } from 'foreword-field';

const field = document.querySelector('textarea');
attach(field, createEngine());
`;

const folder = mkdtempSync(join(tmpdir(), 'foreword-newcomer-'));
const steps = [];

async function step(what, task) {
  const begin = performance.now();
  const result = await task();
  steps.push({ what, seconds: Number(((performance.now() - begin) / 1000).toFixed(1)) });
  return result;
}

try {
  for (const [name, text] of Object.entries(empty)) writeFileSync(join(folder, name), text);
  const npm = (...words) => run(['npm', ...words, '--no-audit', '--no-fund'], { cwd: folder });
  await npm('install', '--save-dev', '--save-exact', 'vite@8.3.8');
  await step('npm install foreword foreword-field foreword-model', () =>
    npm('install', '--offline', ...tarballs),
  );
  await step('write main.js', () => writeFileSync(join(folder, 'main.js'), main));
  const { words } = await isolation();
  const inside = fileURLToPath(new URL('inside.mjs', import.meta.url));
  const output = await step('npx vite, open the page, type, see a draft, take it', () =>
    run([...words, process.execPath, inside, 'newcomer', folder], { cwd: folder }),
  );
  const { drafts, secondsToDrafts, requests } = JSON.parse(output.trim().split('\n').at(-1));
  const report = {
    ...machineFacts('', {}),
    command: 'node tests/packages/newcomer.mjs --packages FOLDER',
    peerVersion: undefined,
    node: process.version,
    steps,
    linesWritten: main.split('\n').filter((line) => line !== '').length,
    linesOfConfiguration: 0,
    ...{ drafts, secondsToDrafts, requests },
  };
  console.log(JSON.stringify(report, undefined, 2));
  if (values.out !== undefined) {
    writeFileSync(join(values.out, 'newcomer.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
