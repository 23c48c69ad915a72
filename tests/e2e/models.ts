import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';

interface Catalogue {
  shipped: Record<string, string>;
  model: { file: { name: string; packed?: { bytes: number } }[] }[];
}

const toml = readFileSync(new URL('../../models/models.toml', import.meta.url), 'utf8');
const { shipped, model: models } = parse(toml) as unknown as Catalogue;
const files = models.flatMap(({ file }) => file).filter(({ name }) => Object.values(shipped).includes(name));

/** Bytes that the page downloads of the model, as it shows them. */
export const downloadSize = `${(
  files.reduce((sum, { packed }) => sum + (packed?.bytes ?? 0), 0) / 1e6
).toFixed(1)} MB`;
