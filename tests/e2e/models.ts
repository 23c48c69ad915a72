import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';

interface Catalogue {
  model: { file: { packed?: { bytes: number } }[] }[];
}

const toml = readFileSync(new URL('../../models/models.toml', import.meta.url), 'utf8');
const { model: models } = parse(toml) as unknown as Catalogue;

/** Bytes that the page downloads of the model, as it shows them. */
export const downloadSize = `${(
  models.flatMap(({ file }) => file).reduce((sum, { packed }) => sum + (packed?.bytes ?? 0), 0) / 1e6
).toFixed(1)} MB`;
