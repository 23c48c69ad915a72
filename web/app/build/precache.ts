import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'vite';
import type { VersionManifest } from '../src/offline/manifest.js';

/** Not part of what the app needs to run. */
const others = /^(sw\.js|_headers|HOSTING\.md|screenshots\/.*|models\/.*)$|\.map$/;

/** Builds the service worker `sw.js`, which has the list of all files of this build. */
export function precache(): Plugin {
  let folder = '';
  return {
    name: 'precache',
    apply: 'build',
    configResolved: ({ root, build: { outDir } }) => {
      folder = join(root, outDir);
    },
    closeBundle: () => writeServiceWorker(folder),
  };
}

/** Writes `sw.js` for the files that are in a folder. */
export async function writeServiceWorker(folder: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../src/offline/service-worker.ts', import.meta.url))],
    define: { manifest: JSON.stringify(manifestOf(folder)) },
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  for (const { contents } of outputFiles) writeFileSync(join(folder, 'sw.js'), contents);
}

function manifestOf(folder: string): VersionManifest {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !others.test(path))
    .sort();
  const hashes = paths.map((path) => [path, hash(readFileSync(join(folder, path)))] as const);
  const flavourOf = (path: string) => /foreword_wasm(?:_bg)?-(cpu-relaxed|cpu|webgpu)-/.exec(path)?.[1];
  const flavours: VersionManifest['flavours'] = {};
  for (const [path, sha256] of hashes) {
    const flavour = flavourOf(path);
    if (flavour !== undefined) (flavours[flavour] ??= {})[path] = sha256;
  }
  const entry = /src="\.\/(assets\/index-[^"]+\.js)"/.exec(
    readFileSync(join(folder, 'index.html'), 'utf8'),
  )?.[1];
  if (entry === undefined) throw new Error(`index.html in ${folder} names no script of its own`);
  return {
    version: hash(JSON.stringify(hashes)).slice(0, 16),
    entry,
    files: Object.fromEntries(hashes.filter(([path]) => flavourOf(path) === undefined)),
    flavours,
  };
}

function hash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
