/**
 * Makes the package's `dist`: scripts that import nothing, so that a page can load them as they are, and the WASM builds
 * beside them. `tsc` makes the declarations before. Same sources, same bytes.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { reachable } from './declarations.mjs';
import { notices } from './notices.mjs';
import { checkSizes } from './sizes.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const generated = `${here}src/generated`;
const flavours = ['cpu', 'cpu-relaxed', 'webgpu'];
const glueOf = (flavour) => `${generated}/${flavour}/foreword_wasm.js`;
const moduleOf = (flavour) => `${generated}/${flavour}/foreword_wasm_bg.wasm`;

/** Stands for an `import` that bundlers of applications must leave alone; no name of a minified script is that long. */
const rawImport = '__forewordImportAsItIs__';
const leftAlone = 'import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */';

const common = {
  absWorkingDir: here,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  metafile: true,
  outdir: 'dist',
  logLevel: 'warning',
  external: ['foreword-model', 'node:*'],
  write: false,
};

/** How the script begins that stands in for a flavour which hasn't been built. */
const standIn = '// Written by `cargo xtask` in place of a flavour';

/** The text with the one occurrence of `from` replaced; a build whose input has changed fails here. */
function replaceOnce(text, from, to) {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`expected ${from} once, found it ${parts.length - 1} times`);
  return parts.join(to);
}

/**
 * How the WASM builds come into a worker. Both builds for the processor have the same script, which is bundled once.
 * That of the build for graphics cards stays a file of its own: few need it, and it is as long as all the rest.
 */
const wasmBuilds = {
  name: 'wasm-builds',
  setup(build) {
    build.onResolve({ filter: /\/cpu-relaxed\/foreword_wasm\.js$/ }, () => {
      const [one, other] = ['cpu', 'cpu-relaxed'].map((flavour) => readFileSync(glueOf(flavour), 'utf8'));
      // `cargo xtask demo` shows the page as soon as one of them is built.
      if ([one, other].some((text) => text.startsWith(standIn))) return undefined;
      if (one !== other) throw new Error('the scripts of cpu and cpu-relaxed differ; build both');
      return { path: glueOf('cpu') };
    });
    build.onLoad({ filter: /[\\/]foreword_wasm\.js$/ }, ({ path }) => {
      // The address is always given; bundlers of applications would copy the module a second time for this one.
      const text = readFileSync(path, 'utf8');
      // A flavour that hasn't been built has a script in its place that says so when it is loaded.
      if (text.startsWith(standIn)) return { contents: text };
      return {
        contents: replaceOnce(text, "new URL('foreword_wasm_bg.wasm', import.meta.url)", 'undefined'),
      };
    });
    build.onLoad({ filter: /[\\/]src[\\/]wasm\.ts$/ }, ({ path }) => {
      let text = readFileSync(path, 'utf8');
      for (const flavour of flavours) {
        text = replaceOnce(
          text,
          `./generated/${flavour}/foreword_wasm_bg.wasm`,
          `./foreword-${flavour}.wasm`,
        );
      }
      text = replaceOnce(
        text,
        `import('./generated/webgpu/foreword_wasm.js')`,
        `${rawImport}(new URL('./foreword-webgpu.js', import.meta.url).href)`,
      );
      return {
        contents: `declare const ${rawImport}: (url: string) => Promise<any>;\n${text}`,
        loader: 'ts',
      };
    });
  },
};

/** What `src/inlined` imports: the worker's script, and the builds for the processor, deflated. */
const inlined = (script) => ({
  name: 'inlined',
  setup(build) {
    build.onResolve({ filter: /^inlined:/ }, ({ path }) => ({ path, namespace: 'inlined' }));
    build.onLoad({ filter: /./, namespace: 'inlined' }, ({ path }) => {
      const name = path.slice('inlined:'.length);
      if (name === 'worker') return { contents: script, loader: 'text' };
      const deflated = deflateRawSync(readFileSync(moduleOf(name)), { level: 9 });
      return { contents: deflated.toString('base64'), loader: 'text' };
    });
  },
});

const inputs = new Set();

async function bundle(options) {
  const { outputFiles, metafile } = await build({ ...common, ...options });
  for (const input of Object.keys(metafile.inputs)) inputs.add(input);
  return outputFiles.map(({ path, text }) => ({ path, text: text.replaceAll(`${rawImport}(`, leftAlone) }));
}

if (!existsSync(glueOf('cpu'))) {
  console.error('web/sdk/src/generated is missing: run `cargo xtask wasm` first');
  process.exit(1);
}
const dist = `${here}dist`;
mkdirSync(dist, { recursive: true });

// A worker that is one file needs no bundler that can split one.
const workers = await bundle({
  entryPoints: { worker: 'src/worker.ts', 'node-worker': 'src/node/worker.ts' },
  plugins: [wasmBuilds],
  conditions: ['browser'],
});
const bare = await bundle({
  entryPoints: ['src/worker.ts'],
  plugins: [
    {
      name: 'without-wasm',
      setup: (build) =>
        build.onResolve({ filter: /foreword_wasm\.js$/ }, ({ path }) => ({ path, external: true })),
    },
  ],
});
const webgpu = await bundle({
  entryPoints: { 'foreword-webgpu': glueOf('webgpu') },
  plugins: [wasmBuilds],
  // wasm-bindgen writes one import twice.
  logOverride: { 'duplicate-object-key': 'silent' },
});
const script = workers.find(({ path }) => /[\\/]worker\.js$/.test(path)).text;
const pages = await bundle({
  entryPoints: {
    index: 'src/index.ts',
    'in-page': 'src/in-page.ts',
    measure: 'src/measure.ts',
    inlined: 'src/inlined/index.ts',
    node: 'src/node/index.ts',
  },
  // Shared by the entries, so that all of them have one class of errors.
  splitting: true,
  chunkNames: 'shared-[hash]',
  plugins: [wasmBuilds, inlined(script)],
});

const made = new Set();

function put(name, contents) {
  made.add(join(dist, name));
  writeFileSync(join(dist, name), contents);
}

for (const { path, text } of [...workers, ...webgpu, ...pages]) put(relative(dist, path), text);
for (const flavour of flavours) put(`foreword-${flavour}.wasm`, readFileSync(moduleOf(flavour)));
put(
  'THIRD-PARTY-NOTICES.txt',
  `${notices(here, inputs)}\n${readFileSync(`${here}rust-notices.txt`, 'utf8')}`,
);
for (const name of reachable(here).keys()) made.add(join(dist, name));

checkSizes(dist, bare[0].text);

// What an earlier build left, and declarations that no entry leads to, are no part of the package.
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !made.has(path)) rmSync(path);
}
