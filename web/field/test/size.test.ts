import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

/** What a page that imports `foreword-field` loads at most, compressed. */
const maxPackage = 20 * 1024;

/** What an adapter, or React's entry, adds at most. The custom element has an adapter in it, and a little more. */
const maxAdded = 3 * 1024;
const maxElement = 3.5 * 1024;

/** Words of fifteen languages, which only those load who don't know their fields. */
const maxSensitive = 5.5 * 1024;

const limits: Readonly<Record<string, number>> = { './element': maxElement, './sensitive': maxSensitive };

/** For machines that are busy with other things. */
const timeout = 60_000;

const folder = fileURLToPath(new URL('..', import.meta.url));
const entries = Object.entries(manifest.exports).flatMap(([name, entry]) =>
  typeof entry === 'string' ? [] : [{ name, source: entry['foreword-source'] }],
);
const main = './src/index.ts';

/** Bundles sources as a page would get them: bytes once compressed, and what is left to be imported. */
async function bundle(...sources: string[]): Promise<{ bytes: number; imports: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: sources.map((source, place) => `export * as _${place} from '${source}'`).join('\n'),
      resolveDir: folder,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['react'],
    metafile: true,
    write: false,
  });
  const imports = Object.values(metafile.outputs).flatMap(({ imports: left }) =>
    left.map(({ path }) => path),
  );
  return { bytes: gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length, imports };
}

test('the package is small, and imports nothing', async () => {
  const { bytes, imports } = await bundle(main);
  expect(imports).toEqual([]);
  expect(bytes).toBeGreaterThan(4096);
  expect(bytes).toBeLessThanOrEqual(maxPackage);
});

describe('what an entry adds', () => {
  test.each(entries.filter(({ source }) => source !== main))('$name', async ({ name, source }) => {
    const [alone, both] = [await bundle(main), await bundle(main, source)];
    expect(both.bytes - alone.bytes).toBeGreaterThan(0);
    expect(both.bytes - alone.bytes).toBeLessThanOrEqual(limits[name] ?? maxAdded);
    expect(both.imports).toEqual(name === './react' ? ['react'] : []);
  });
});

test(
  'importing an entry does nothing, so that pages can be rendered on a server',
  async () => {
    for (const { source } of entries) {
      // There is no document here.
      expect(typeof document).toBe('undefined');
      await import(/* @vite-ignore */ new URL(`../${source}`, import.meta.url).href);
    }
  },
  timeout,
);
