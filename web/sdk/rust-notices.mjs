/**
 * The licences of the Rust crates that the WASM builds contain, as a committed file that the package's notices end with:
 * `node web/sdk/rust-notices.mjs` compares it with what Cargo resolves, and `BLESS=1` writes it anew. The package itself
 * is built without Cargo.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const path = join(here, 'rust-notices.txt');

/** What is compiled in, by flavour: the builds for the processor differ in instructions only. */
const builds = [
  ['--package', 'foreword-wasm'],
  ['--package', 'foreword-wasm', '--no-default-features', '--features', 'webgpu'],
  // Stands beside the engine in the app and in the extension, which have the package's notices.
  ['--package', 'foreword-reader'],
];

const cargo = (args) =>
  execFileSync('cargo', args, {
    cwd: here,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** `name version` of each crate from a registry that is linked. */
function linked() {
  const tree = ['tree', '--locked', '--target', 'wasm32-unknown-unknown'];
  const shown = ['--edges', 'normal,no-proc-macro', '--prefix', 'none', '--format', '{p}'];
  const lines = builds.flatMap((build) => cargo([...tree, ...shown, ...build]).split('\n'));
  const crates = lines.flatMap((line) => {
    const [, name, version, rest] = /^(\S+) v(\S+)(.*)$/.exec(line) ?? [];
    // A path stands behind the crates of this repository.
    return name === undefined || rest.includes('(/') ? [] : [`${name} ${version}`];
  });
  return [...new Set(crates)].sort();
}

const isLicence = (file) => /^(licen[cs]e|copying|notice|unlicense)/i.test(file);

/** The texts that go with a crate: of several licences to choose from that of MIT, else all. */
function textsOf({ manifest_path: manifest, license, authors, name }) {
  const folder = dirname(manifest);
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && isLicence(entry.name),
  );
  const names = files.map((entry) => entry.name).sort();
  const chosen = names.filter((file) => /mit/i.test(file) || /unicode|notice/i.test(file));
  const isMit = /\bMIT\b/.test(license ?? '');
  const read = isMit && chosen.some((file) => /mit/i.test(file)) ? chosen : names;
  if (read.length > 0) return read.map((file) => readFileSync(join(folder, file), 'utf8'));
  if (!isMit) return [standard(license, folder)];
  const holders =
    authors.length > 0
      ? authors.map((author) => author.replace(/\s*<.*>/, '')).join(', ')
      : `the authors of ${name}`;
  return [`Copyright (c) ${holders}\n\n${standard('MIT')}`];
}

/** The text of a licence that a crate names and doesn't bring. */
function standard(license) {
  const file = join(here, 'licences', `${license}.txt`);
  if (!existsSync(file)) throw new Error(`web/sdk/licences has no text for ${license}`);
  return readFileSync(file, 'utf8');
}

/** Crates with the same texts stand together. */
function notices(crates) {
  const { packages } = JSON.parse(cargo(['metadata', '--locked', '--format-version', '1']));
  const known = new Map(packages.map((found) => [`${found.name} ${found.version}`, found]));
  const groups = new Map();
  for (const crate of crates) {
    const found = known.get(crate);
    for (const text of textsOf(found)) {
      const plain = text.replaceAll('\r\n', '\n').trim();
      const key = plain.replaceAll(/\s+/g, ' ');
      const group = groups.get(key) ?? { crates: [], text: plain };
      group.crates.push(`${crate} (${found.license ?? 'see below'})`);
      groups.set(key, group);
    }
  }
  const parts = [...groups.values()].map((group) => `${group.crates.join('\n')}\n\n${group.text}\n`);
  return `${heading}\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

const heading = 'The WASM builds contain these Rust crates.';

const crates = linked();
if (env.BLESS === '1') {
  writeFileSync(path, notices(crates));
  console.log(`${crates.length} crates`);
} else {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const listed = new Set([...text.matchAll(/^(\S+ \d+\.\d+\.\S+) \(.*\)$/gm)].map(([, crate]) => crate));
  const missing = crates.filter((crate) => !listed.has(crate));
  const gone = [...listed].filter((crate) => !crates.includes(crate));
  if (missing.length + gone.length > 0) {
    console.error(
      `rust-notices.txt lacks ${missing.join(', ') || 'nothing'}, and needn't have ${gone.join(', ') || 'anything'}.`,
    );
    console.error('Accept it with `BLESS=1 node web/sdk/rust-notices.mjs`.');
    exit(1);
  }
  console.log(`${crates.length} crates have their licences in rust-notices.txt`);
}
