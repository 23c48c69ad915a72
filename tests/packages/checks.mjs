/** Rows of the matrix that look at the tarballs themselves. */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { run } from './lib/run.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = (name) => join(root, 'node_modules/.bin', name);

/** What is published is as package managers, bundlers and TypeScript expect it. */
async function lint(tarballs) {
  for (const tarball of tarballs) {
    await run([program('publint'), 'run', tarball, '--strict']);
    // There are ES modules only, and no folders that stand in for `exports`.
    await run([program('attw'), tarball, '--profile', 'esm-only', '--no-color']);
  }
  await notices(tarballs.find((path) => /foreword-\d[^/]*$/.test(path)));
  return { tarballs: tarballs.length };
}

/** Whose code is in the package's scripts and WASM has its licence in it. */
async function notices(tarball) {
  const text = await run(['tar', '-xzOf', tarball, 'package/dist/THIRD-PARTY-NOTICES.txt']);
  for (const name of ['idb', 'idb-keyval', 'wasm-bindgen', 'tokenizers', 'sha2', 'wgpu']) {
    if (!new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm').test(text))
      throw new Error(`there is no licence of ${name}`);
  }
}

/** The same sources give the same bytes: builds and packs everything once more. */
async function sameBytes(tarballs) {
  const hash = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
  const again = mkdtempSync(join(tmpdir(), 'foreword-pack-'));
  try {
    await run(['node', 'web/model/build.mjs'], {
      cwd: root,
      env: { FOREWORD_CACHE: env.FOREWORD_CACHE ?? '' },
    });
    for (const name of ['foreword', 'foreword-field']) {
      await run(['npm', 'run', 'build', '--workspace', name], { cwd: root });
    }
    for (const folder of ['./web/model', './web/sdk', './web/field']) {
      await run(['npm', 'pack', folder, '--ignore-scripts', '--pack-destination', again], { cwd: root });
    }
    for (const tarball of tarballs) {
      const name = basename(tarball);
      const [first, second] = [hash(tarball), hash(join(again, name))];
      if (first !== second) throw new Error(`${name} is ${first}, and packed again ${second}`);
    }
  } finally {
    rmSync(again, { recursive: true });
  }
  return { tarballs: tarballs.length };
}

/** An example is there to be copied: all of its code fits on a screen. */
const mostLines = 40;

function examples() {
  const folder = join(root, 'examples');
  const lines = {};
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of entries) {
    const files = execFileSync(
      'git',
      ['ls-files', '--cached', '--others', '--exclude-standard', '--', name],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    const code = files.split('\n').filter((file) => /\.jsx?$/.test(file));
    const texts = code.filter((file) => existsSync(join(folder, file)));
    lines[name] = texts.reduce(
      (sum, file) => sum + readFileSync(join(folder, file), 'utf8').split('\n').length - 1,
      0,
    );
    if (lines[name] === 0 || lines[name] > mostLines) {
      throw new Error(`examples/${name} has ${lines[name]} lines of code, and may have 1 to ${mostLines}`);
    }
  }
  return lines;
}

export const checks = {
  examples: { check: examples, isSmall: true },
  lint: { check: lint, isSmall: true },
  'same-bytes': { check: sameBytes },
};
