import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import type { Plugin } from 'vite';

interface ModelEntry {
  id: string;
  file: { name: string; bytes: number; sha256: string }[];
}

/** The ids in `models.toml` of the encoder and of the drafting decoder made for it. */
export const ids = { model: 'smollm2-135m-instruct-q4_1', decoder: 'decoder-lanes-10' };

/** Gives the page what `models.toml` says of the files it uses, as the module `virtual:model`. */
export function modelFacts(): Plugin {
  const toml = new URL('../../models/models.toml', import.meta.url);
  return {
    name: 'model-facts',
    resolveId: (source) => (source === 'virtual:model' ? '\0virtual:model' : undefined),
    load(resolved) {
      if (resolved !== '\0virtual:model') return undefined;
      const { model } = parse(readFileSync(toml, 'utf8')) as unknown as { model: ModelEntry[] };
      const exports = Object.entries(ids).map(([what, id]) => {
        const file = model.find((entry) => entry.id === id)?.file[0];
        if (file === undefined) throw new Error(`models.toml has no file for ${id}`);
        const { name, bytes, sha256 } = file;
        return `export const ${what} = ${JSON.stringify({ url: `/models/${name}`, bytes, sha256 })};`;
      });
      return exports.join('\n');
    },
  };
}
