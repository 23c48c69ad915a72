/** Bundles each fixture into `out`. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: readdirSync(here('fixtures')).map((name) => here(`fixtures/${name}`)),
  outdir: here('out'),
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'error',
  external: ['foreword-model'],
});
