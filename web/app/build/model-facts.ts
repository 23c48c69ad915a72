import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import type { Plugin } from 'vite';

interface FileEntry {
  name: string;
  bytes: number;
  sha256: string;
}

interface Catalogue {
  shipped: { encoder: string; decoder: string };
  model: { file: (FileEntry & { packed?: FileEntry })[] }[];
}

interface Options {
  /** Whether the page downloads packed files, where there are such. */
  isPacked: boolean;
  /** The folder of the model's files, as the page's addresses have it. */
  folder: string;
}

/** Gives the page what `models.toml` says of the files that are shipped, as the module `virtual:model`. */
export function modelFacts({ isPacked, folder }: Options): Plugin {
  const toml = new URL('../../../models/models.toml', import.meta.url);
  return {
    name: 'model-facts',
    resolveId: (source) => (source === 'virtual:model' ? '\0virtual:model' : undefined),
    load(resolved) {
      if (resolved !== '\0virtual:model') return undefined;
      const { shipped, model: models } = parse(readFileSync(toml, 'utf8')) as unknown as Catalogue;
      const source = (wanted: string) => {
        const file = models.flatMap((model) => model.file).find(({ name }) => name === wanted);
        if (file === undefined) throw new Error(`models.toml has no file ${wanted}`);
        const packed = isPacked && file.packed !== undefined ? place(file.packed, folder) : undefined;
        return JSON.stringify({ ...place(file, folder), packed });
      };
      return `export const model = ${source(shipped.encoder)};\nexport const decoder = ${source(shipped.decoder)};`;
    },
  };
}

function place({ name, bytes, sha256 }: FileEntry, folder: string) {
  return { url: `${folder}${name}`, bytes, sha256 };
}
