import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { afterEach, expect, test, vi } from 'vitest';
import { located } from '../src/located.js';
import { type Whereabouts, locateWeights } from '../src/locate.js';
import { isMovedByVite } from '../src/start-worker.js';
import { weights } from '../src/weights.js';

const { encoder, decoder } = weights;

const nowhere: Whereabouts = {
  installed: () => Promise.resolve(undefined),
  script: undefined,
  isPage: true,
};
const installed = (files: Record<string, string> | undefined): Whereabouts => ({
  ...nowhere,
  installed: () => Promise.resolve({ files }),
});
const all = { [encoder.file]: 'https://a.test/e.1', [decoder.file]: 'https://a.test/d.1' };

async function urls(modelUrl: string | undefined, whereabouts: Whereabouts): Promise<string[]> {
  const { model, decoder: drafting } = await locateWeights(modelUrl, whereabouts);
  expect(model).toMatchObject({ bytes: encoder.bytes, sha256: encoder.sha256, packed: encoder.packed });
  expect(drafting).toMatchObject({ bytes: decoder.bytes, packed: decoder.packed });
  expect([model.packed?.url, drafting.packed?.url]).toEqual([model.url, drafting.url]);
  return [model.url, drafting.url];
}

const both = (folder: string) => [folder + encoder.file, folder + decoder.file];

test('the list is that of models.toml, and names carry the hashes', () => {
  interface File {
    name: string;
    bytes: number;
    sha256: string;
    packed?: { bytes: number; sha256: string };
  }
  const toml = readFileSync(new URL('../../../models/models.toml', import.meta.url), 'utf8');
  const { shipped, model } = parse(toml) as unknown as {
    shipped: Record<'encoder' | 'decoder', string>;
    model: { file: File[] }[];
  };
  for (const role of ['encoder', 'decoder'] as const) {
    const file = model.flatMap((entry) => entry.file).find(({ name }) => name === shipped[role]);
    const { bytes, sha256, packed = { bytes: 0, sha256: '' } } = file ?? { bytes: 0, sha256: '' };
    expect(weights[role]).toEqual({
      file: `foreword-${role}-${packed.sha256.slice(0, 16)}.packed`,
      bytes,
      sha256,
      packed: { bytes: packed.bytes, sha256: packed.sha256 },
    });
  }
});

test('a folder that the caller names goes before all else', async () => {
  expect(await urls('https://b.test/w', installed(all))).toEqual(both('https://b.test/w/'));
  expect(await urls('/w/', nowhere)).toEqual(both('/w/'));
});

test('installed weights are used where they are', async () => {
  expect(await urls(undefined, installed(all))).toEqual(['https://a.test/e.1', 'https://a.test/d.1']);
});

test('weights that are not installed, or left behind by a bundler, are those that the page serves', async () => {
  expect(await urls(undefined, nowhere)).toEqual(both('/foreword-model/'));
  expect(await urls(undefined, installed(undefined))).toEqual(both('/foreword-model/'));
  // As a bundler writes it that puts the builder's path in place of the address.
  const script = 'file:///home/a/node_modules/foreword/dist/index.js';
  expect(await urls(undefined, { ...nowhere, script })).toEqual(both('/foreword-model/'));
});

test('a page that loads the scripts as they are has the weights beside them', async () => {
  const script = 'https://a.test/vendor/foreword/dist/shared-1.js';
  expect(await urls(undefined, { ...nowhere, script })).toEqual(
    both('https://a.test/vendor/foreword-model/dist/'),
  );
});

test('other weights than this version is made for are an error that names the file', async () => {
  await expect(locateWeights(undefined, installed({ 'other.packed': '/o' }))).rejects.toMatchObject({
    code: 'model-missing',
    details: { file: encoder.file },
  });
});

test('where no page could serve them, they must be installed', async () => {
  const whereabouts = { ...nowhere, isPage: false };
  await expect(locateWeights(undefined, whereabouts)).rejects.toMatchObject({ code: 'model-missing' });
  expect(await urls('file:///w', whereabouts)).toEqual(both('file:///w/'));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test('addresses become absolute, since a worker would take them for relative to its script', async () => {
  vi.stubGlobal('location', { href: 'https://a.test/app/page.html' });
  const { model, wasmUrls } = await located({ wasmUrl: 'wasm', modelUrl: 'w' }, nowhere);
  expect(model?.url).toBe(`https://a.test/app/w/${encoder.file}`);
  expect(wasmUrls).toEqual({
    cpu: 'https://a.test/app/wasm/foreword-cpu.wasm',
    'cpu-relaxed': 'https://a.test/app/wasm/foreword-cpu-relaxed.wasm',
    webgpu: 'https://a.test/app/wasm/foreword-webgpu.wasm',
  });
});

test('a WASM build of its own goes before the folder', async () => {
  const { wasmUrls } = await located({ wasmUrl: '/w/', wasmUrls: { cpu: '/other.wasm' } }, nowhere);
  expect(wasmUrls).toMatchObject({ cpu: '/other.wasm', webgpu: '/w/foreword-webgpu.wasm' });
});

test("a caller's own model is taken as it is", async () => {
  const model = { url: '/m', bytes: 1, sha256: 'a' };
  const found = await located({ model }, installed(all));
  expect(found).toMatchObject({ model });
  expect(found.decoder).toBeUndefined();
});

test("Vite's folder of optimised dependencies is known", () => {
  expect(isMovedByVite('http://localhost:5173/node_modules/.vite/deps/foreword.js?v=1')).toBe(true);
  expect(isMovedByVite('http://localhost:5173/node_modules/foreword/dist/index.js')).toBe(false);
  expect(isMovedByVite(undefined)).toBe(false);
});
