import { ForewordError } from './errors.js';
import type { ModelSource } from './types.js';
import { type WeightFile, weights } from './weights.js';

/** The package `foreword-model`, as far as it is used. */
export interface WeightsPackage {
  /** Address of each file by its name, or `undefined` where a bundler left the files behind. */
  files: Readonly<Record<string, string>> | undefined;
}

/** What finding the weights depends on; tests pass their own. */
export interface Whereabouts {
  /** The package of weights, where it is installed. */
  installed: () => Promise<WeightsPackage | undefined>;
  /** Address of this package's own script, as far as a bundler lets it be known. */
  script: string | undefined;
  /** There is an origin that may serve the weights. */
  isPage: boolean;
}

/** Where the weights are when nothing else is known: this folder of the page's origin. */
const servedFolder = '/foreword-model/';

/**
 * The sources of the weights: in the folder `modelUrl`, else in the package `foreword-model` where that is installed,
 * else in the folder `/foreword-model/` of the page's own origin. A page that loads this package's scripts as they are
 * may have the package `foreword-model` beside it.
 *
 * @throws {ForewordError} `"model-missing"`, if a `foreword-model` with other weights is installed, or none where it has
 *   to be.
 */
export async function locateWeights(
  modelUrl: string | undefined,
  whereabouts: Whereabouts,
): Promise<{ model: ModelSource; decoder: ModelSource }> {
  const addressOf = await addresses(modelUrl, whereabouts);
  const source = ({ file, bytes, sha256, packed }: WeightFile): ModelSource => {
    const url = addressOf(file);
    return { url, bytes, sha256, packed: { url, ...packed } };
  };
  return { model: source(weights.encoder), decoder: source(weights.decoder) };
}

async function addresses(
  modelUrl: string | undefined,
  { installed, script, isPage }: Whereabouts,
): Promise<(file: string) => string> {
  if (modelUrl !== undefined) return (file) => folder(modelUrl) + file;
  const files = (await installed())?.files;
  if (files !== undefined) {
    return (file) => {
      const address = files[file];
      if (address !== undefined) return address;
      const message = `the installed foreword-model has other weights: it lacks ${file}`;
      throw new ForewordError('model-missing', message, { file });
    };
  }
  if (!isPage) {
    throw new ForewordError(
      'model-missing',
      'install foreword-model, or give the address of its files as modelUrl',
    );
  }
  const beside = script === undefined ? undefined : besideScript(script);
  return (file) => (beside ?? servedFolder) + file;
}

/** The folder of the weights beside this package, if the script is where the package has it. */
function besideScript(script: string): string | undefined {
  // Some bundlers put the file's path on the machine that builds in place of its address.
  const isAsPackaged = /^https?:/.test(script) && /\/foreword\/dist\/[^/]+$/.test(script);
  return isAsPackaged ? new URL('../../foreword-model/dist/', script).href : undefined;
}

export function folder(address: string): string {
  return address.endsWith('/') ? address : `${address}/`;
}
