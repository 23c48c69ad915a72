/** Puts the generated WASM builds next to the compiled sources, where their relative addresses expect them. */
import { cpSync, existsSync } from 'node:fs';

const from = new URL('src/generated', import.meta.url);
if (!existsSync(from)) {
  console.error('web/sdk/src/generated is missing: run `cargo xtask wasm` first');
  process.exit(1);
}
cpSync(from, new URL('dist/generated', import.meta.url), {
  recursive: true,
  // Not the notes of the build that made them.
  filter: (path) => !/[\\/](\.[^\\/]*|package\.json)$/.test(path),
});
