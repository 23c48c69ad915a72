/** Bundles each fixture with its editor into `out`. Names as arguments limit it to these. */
import { cpSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const only = process.argv.slice(2);
const names = readdirSync(here('fixtures'))
  .filter((file) => file !== 'harness.ts')
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => only.length === 0 || only.includes(name));

await build({
  entryPoints: names.map((name) => here(`fixtures/${name}.ts`)),
  outdir: here('out'),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['foreword-source'],
  // One React, whichever package asks for it; Draft.js expects Node's name for the global object.
  alias: { react: here('node_modules/react') },
  define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  logLevel: 'error',
});
cpSync(here('page.css'), here('out/page.css'));
