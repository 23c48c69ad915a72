import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Bytes of JavaScript, gzipped, that a page loads before one can write with drafts: 90 KB, counted as elsewhere here. */
const maxBytes = 90 * 1024;

/** What the page starts with beside what it names: the engine's worker, the script of one build, and the profile. */
const started = [/^worker-/, /^foreword_wasm-cpu-relaxed-/, /^profile-/];

/**
 * Adds up the scripts that the page to write on loads, with all that they import, and fails above the limit. Other
 * pages load theirs when they are opened.
 */
export function scriptBudget(): Plugin {
  let folder = '';
  return {
    name: 'script-budget',
    apply: 'build',
    configResolved: ({ root, build: { outDir } }) => {
      folder = join(root, outDir);
    },
    closeBundle() {
      const names = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
      const code = new Map(names.map((name) => [name, readFileSync(join(folder, 'assets', name), 'utf8')]));
      const size = (some: Iterable<string>) =>
        [...some].reduce((sum, name) => sum + gzipSync(code.get(name) ?? '', { level: 9 }).length, 0);
      const page = readFileSync(join(folder, 'index.html'), 'utf8');
      const first = names.filter((name) => page.includes(name) || started.some((start) => start.test(name)));
      const bytes = size(withImports(first, code));
      console.log(
        `scripts: ${bytes} bytes gzipped to write with drafts (limit ${maxBytes}), ${size(names)} in all pages`,
      );
      if (bytes > maxBytes) throw new Error(`the page loads ${bytes - maxBytes} bytes of scripts too many`);
    },
  };
}

/** These scripts and all that they import without being asked. */
function withImports(names: readonly string[], code: ReadonlyMap<string, string>): Set<string> {
  const all = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (all.has(name)) continue;
    all.add(name);
    const imports = (code.get(name) ?? '').matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([\w.-]+\.js)["']/g);
    waiting.push(
      ...[...imports].map(([, imported = '']) => imported).filter((imported) => code.has(imported)),
    );
  }
  return all;
}
