/**
 * Builds what the tests need: the extension with an engine that answers from a table, and pages with editors that know
 * nothing of Foreword. Installs the editors where they are missing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const editors = join(root, 'tests/editors');

const wanted = readFileSync(join(editors, 'package-lock.json'), 'utf8');
const lock = join(editors, 'node_modules/.package-lock.json');
const version = (text, name) => JSON.parse(text).packages[`node_modules/${name}`]?.version;
const isInstalled = (name) =>
  existsSync(lock) && version(readFileSync(lock, 'utf8'), name) === version(wanted, name);
if (!['react', 'lexical', 'ckeditor5', 'tinymce'].every(isInstalled)) {
  execFileSync('npm', ['ci', '--prefix', editors, '--no-audit', '--no-fund', '--ignore-scripts'], {
    stdio: 'inherit',
  });
}
execFileSync('node', [join(root, 'extension/build.mjs'), '--for-tests'], { stdio: 'inherit' });
// What is learned goes from the extension to the app and back.
const app = ['run', 'build', '--workspace', 'foreword-app', '--', '--emptyOutDir', '--logLevel', 'error'];
execFileSync('npm', [...app, '--outDir', '../../tests/extension/out/app'], { cwd: root, stdio: 'inherit' });

/** The editors' own fixtures, with nothing attached to them. */
const bare = {
  name: 'bare',
  setup(builder) {
    builder.onResolve({ filter: /^\.\/harness\.js$/ }, () => ({ path: join(here, 'fixtures/harness.ts') }));
    // Their adapters are given to a harness that drops them.
    builder.onResolve({ filter: /^foreword-field/ }, () => ({ path: join(here, 'fixtures/no-field.ts') }));
  },
};
const own = readdirSync(join(here, 'fixtures')).filter((file) => file.endsWith('.fixture.ts'));
const names = readdirSync(join(editors, 'fixtures'))
  .filter((file) => !['harness.ts', 'fields.ts', 'react.ts', 'textarea.ts', 'input.ts'].includes(file))
  .map((file) => [file.replace('.ts', ''), join(editors, 'fixtures', file)]);
await build({
  entryPoints: Object.fromEntries([
    ...names,
    ...own.map((file) => [file.replace('.fixture.ts', ''), join(here, 'fixtures', file)]),
  ]),
  outdir: join(here, 'out'),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  nodePaths: [join(editors, 'node_modules')],
  alias: { react: join(editors, 'node_modules/react') },
  define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  plugins: [bare],
  logLevel: 'error',
});
