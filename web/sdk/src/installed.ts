import type { WeightsPackage, Whereabouts } from './locate.js';

/**
 * The package of weights. It is a peer dependency that may be missing: bundlers take an import inside `try` for one
 * that may fail, and so does this function.
 */
async function installed(): Promise<WeightsPackage | undefined> {
  try {
    return await import('foreword-model');
  } catch {
    return undefined;
  }
}

/** Where this package runs in a browser. */
export const whereabouts: Whereabouts = { installed, script: import.meta.url, isPage: true };
