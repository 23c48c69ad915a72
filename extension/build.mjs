/**
 * Builds the extension for both browsers into `dist/BROWSER`, and zips them as stores take them. Same sources, same bytes.
 *
 *   node extension/build.mjs [--only chromium|firefox] [--for-tests] [--open-shadow] [--no-zip] [--out FOLDER]
 *
 * With `--for-tests` drafts come from a table, at once, and the overlay's shadow root is open: into `dist/tests-BROWSER`.
 * With `--open-shadow` the model is the real one, and only the root is open, for measurements: into `dist/open-BROWSER`.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { manifest, reasons } from './manifest.mjs';
import { zipFolder } from './zip.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..');
const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    'for-tests': { type: 'boolean', default: false },
    'open-shadow': { type: 'boolean', default: false },
    'no-zip': { type: 'boolean', default: false },
    out: { type: 'string', default: join(here, 'dist') },
  },
});
const forTests = options['for-tests'];
const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));

/** What every page gets at most, in bytes; a page without a text field gets nothing more. */
const maxLoader = 40 * 1024;

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'warning',
  conditions: ['foreword-source'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { OPEN_SHADOW: String(forTests || options['open-shadow']) },
  // The worker is given by its address; what a bundler would look for is of no use here.
  external: ['foreword-model'],
};

/** Scripts that run in pages are no modules; ours are. */
async function bundle(folder, browser) {
  const pages = { ...common, outdir: folder, format: 'iife' };
  const { metafile } = await build({
    ...pages,
    entryPoints: { loader: 'src/loader/main.ts', field: 'src/fields/main.ts' },
    metafile: true,
  });
  const size =
    Object.entries(metafile.outputs).find(([path]) => path.endsWith('loader.js'))?.[1].bytes ?? NaN;
  if (!(size <= maxLoader)) throw new Error(`loader.js has ${size} bytes, ${maxLoader} are allowed`);
  const isFirefox = browser === 'firefox';
  await build({
    ...common,
    outdir: folder,
    format: 'esm',
    plugins: forTests ? [tableEngine] : [],
    entryPoints: {
      background: isFirefox ? 'src/background/firefox.ts' : 'src/background/chromium.ts',
      ...(!isFirefox && { offscreen: 'src/engine/offscreen.ts' }),
      popup: 'src/popup/main.tsx',
      options: 'src/options/main.tsx',
    },
  });
}

/** The worker that reads a person's files, and its WASM, which it looks for beside itself. */
async function buildReader(folder) {
  const wasm = join(root, 'web/reader/src/generated/reader/foreword_reader_bg.wasm');
  if (!existsSync(wasm)) throw new Error(`${wasm} is missing: build with \`cargo xtask extension\``);
  const { metafile } = await build({
    ...common,
    outdir: join(folder, 'reader'),
    format: 'esm',
    entryPoints: { worker: join(root, 'web/reader/src/reader-worker.ts') },
    metafile: true,
  });
  if (Object.keys(metafile.outputs).length !== 1)
    throw new Error('the reader’s worker is more than one file');
  cpSync(wasm, join(folder, 'reader', 'foreword_reader_bg.wasm'));
}

/** Puts an engine that answers from a table in the place of the real one. */
const tableEngine = {
  name: 'table-engine',
  setup(builder) {
    builder.onResolve({ filter: /\/make-engine\.js$/ }, () => ({ path: join(here, 'test/table-engine.ts') }));
  },
};

/** The worker with its WASM as the npm package has it, and the weights. */
function copyEngine(folder) {
  const sdk = join(root, 'web/sdk/dist');
  const model = join(root, 'web/model/dist');
  for (const needed of [join(sdk, 'worker.js'), join(model, 'index.js')]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: build with \`cargo xtask extension\``);
  }
  const engine = join(folder, 'engine');
  mkdirSync(engine, { recursive: true });
  for (const name of [
    'worker.js',
    'foreword-cpu.wasm',
    'foreword-cpu-relaxed.wasm',
    'THIRD-PARTY-NOTICES.txt',
  ]) {
    cpSync(join(sdk, name), join(engine, name));
  }
  // A flavour that isn't built has a stand-in of a few bytes, and isn't looked for.
  const webgpu = join(sdk, 'foreword-webgpu.wasm');
  if (readFileSync(webgpu).length > 1000) {
    for (const name of ['foreword-webgpu.wasm', 'foreword-webgpu.js'])
      cpSync(join(sdk, name), join(engine, name));
  }
  cpSync(model, join(folder, 'model'), { recursive: true, filter: (path) => !/\.(js|ts)$/.test(path) });
}

for (const browser of ['chromium', 'firefox']) {
  if (options.only !== undefined && options.only !== browser) continue;
  const kind = forTests ? 'tests-' : options['open-shadow'] ? 'open-' : '';
  const folder = join(options.out, kind + browser);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await bundle(folder, browser);
  await buildReader(folder);
  cpSync(join(here, 'static'), folder, { recursive: true });
  if (browser === 'firefox') rmSync(join(folder, 'offscreen.html'));
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest(browser, version), null, 2)}\n`);
  for (const licence of ['LICENSE-MIT', 'LICENSE-APACHE']) cpSync(join(root, licence), join(folder, licence));
  if (!forTests) copyEngine(folder);
  if (kind !== '' || options['no-zip']) continue;
  const zip = `${folder}-${version}.zip`;
  const { bytes, sha256 } = zipFolder(folder, zip);
  console.log(`foreword-${browser}: ${bytes} bytes, SHA-256 ${sha256}`);
}
writeFileSync(join(options.out, 'permissions.json'), `${JSON.stringify(reasons, null, 2)}\n`);
