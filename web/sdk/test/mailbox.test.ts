import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = join(root, 'crates/wasm/src/threads');
const features = ['multimemory', 'threads', 'bulk-memory', 'bulk-memory-opt'];

// The assembler is a large script: on a busy machine it starts slowly.
test('the module between two memories is what its source gives', { timeout: 60_000 }, () => {
  const made = mkdtempSync(join(tmpdir(), 'foreword-mailbox-'));
  try {
    const module = join(made, 'mailbox.wasm');
    execFileSync('node', [
      join(root, 'node_modules/binaryen/bin/wasm-as'),
      ...features.map((feature) => `--enable-${feature}`),
      join(folder, 'mailbox.wat'),
      ...['-o', module],
    ]);
    const bytes = readFileSync(module);
    expect(bytes.equals(readFileSync(join(folder, 'mailbox.wasm')))).toBe(true);
    // It is read by whoever wonders what runs in their page.
    expect(bytes.length).toBeLessThan(300);
  } finally {
    rmSync(made, { recursive: true });
  }
});
