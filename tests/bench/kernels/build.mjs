import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Builds the kernels as the flavour `cpu-relaxed` is built; returns the module's path. */
export function buildKernels() {
  const recipe = parse(readFileSync(join(root, 'wasm-pack.toml'), 'utf8'));
  const { profile, 'target-features': features } = recipe.flavour['cpu-relaxed'];
  const flags = [
    ...recipe.cfg.flatMap((value) => ['--cfg', value]),
    `-Ctarget-feature=${[...recipe['target-features'], ...features].join(',')}`,
  ];
  const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
  execFileSync(
    'cargo',
    ['build', '--package', 'foreword-bench-kernels', '--target', recipe.target, '--profile', profile],
    { cwd: root, stdio: 'inherit', env: { ...process.env, CARGO_ENCODED_RUSTFLAGS: flags.join('\u001f') } },
  );
  return join(target, recipe.target, profile, 'foreword_bench_kernels.wasm');
}
