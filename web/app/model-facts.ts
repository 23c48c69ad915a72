import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import type { Plugin } from 'vite';

interface ModelEntry {
  id: string;
  file: { name: string; bytes: number; sha256: string }[];
}

/** Gives the page what `models.toml` says of the model it uses, as the module `virtual:model`. */
export function modelFacts(id: string): Plugin {
  const toml = new URL('../../models/models.toml', import.meta.url);
  return {
    name: 'model-facts',
    resolveId: (source) => (source === 'virtual:model' ? '\0virtual:model' : undefined),
    load(resolved) {
      if (resolved !== '\0virtual:model') return undefined;
      const { model } = parse(readFileSync(toml, 'utf8')) as unknown as { model: ModelEntry[] };
      const file = model.find((entry) => entry.id === id)?.file[0];
      if (file === undefined) throw new Error(`models.toml has no file for ${id}`);
      const { name, bytes, sha256 } = file;
      return `export default ${JSON.stringify({ url: `/models/${name}`, bytes, sha256 })}`;
    },
  };
}
