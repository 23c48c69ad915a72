import type { Wanted } from './client/engine.js';
import type { LoadOptions } from './engine.js';
import { flavours } from './flavour.js';
import { type Whereabouts, folder, locateWeights } from './locate.js';
import type { LocationOptions } from './options.js';
import { withAbsoluteUrls } from './urls.js';

/** The options that can be resolved at once; no package is looked for. */
function wantedOf({ wasmUrl, ...load }: LocationOptions): LocationOptions {
  if (wasmUrl === undefined) return load;
  const inFolder = flavours.map((flavour) => [flavour, `${folder(wasmUrl)}foreword-${flavour}.wasm`]);
  return {
    ...load,
    wasmUrls: { ...(Object.fromEntries(inFolder) as LoadOptions['wasmUrls']), ...load.wasmUrls },
  };
}

/** Adds the weights that `options` don't name, and makes addresses absolute. */
export async function located(options: LocationOptions, whereabouts: Whereabouts): Promise<Wanted> {
  const { modelUrl, ...load } = wantedOf(options);
  const { model } = load;
  if (model !== undefined) return withAbsoluteUrls({ ...load, model });
  return withAbsoluteUrls({ ...load, ...(await locateWeights(modelUrl, whereabouts)) });
}
