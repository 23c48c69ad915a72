import { EngineClient } from '../client/engine.js';
import type { Engine, EngineEvents } from '../engine.js';
import { whereabouts } from '../installed.js';
import { located } from '../located.js';
import type { LocationOptions, ProfileOptions } from '../options.js';
import { WorkerTransport } from '../transport/worker.js';
import { cacheFolder } from './cache-folder.js';
import { startThread } from './thread.js';

export * from '../api.js';

/** Options of an engine under Node. */
export interface NodeOptions extends Omit<LocationOptions, 'backend'>, EngineEvents {
  /**
   * The profile: any name, for one that is kept in memory, which `engine.profile.export` and `import` carry from run to
   * run; or a store of your own; or `false`, the default: nothing is learned.
   */
  profile?: ProfileOptions['profile'];
  /** Where the unpacked model is kept. Default: `foreword` in the user's folder for caches. */
  cacheFolder?: string | undefined;
}

/**
 * Makes an engine on the processor, in a thread of its own, for Node 20 and newer. Without options the weights are those
 * of the package `foreword-model`, which must be installed. The process may end while the engine is idle.
 *
 * @example
 * ```ts
 * import { createEngine } from 'foreword/node';
 *
 * const engine = createEngine();
 * const { drafts } = await engine.session().complete({ before: 'Thank you for your' });
 * console.log(drafts.map(({ text }) => text));
 * ```
 * @example A profile in a file.
 * ```ts
 * import { readFile, writeFile } from 'node:fs/promises';
 * import { createEngine } from 'foreword/node';
 *
 * const engine = createEngine({ profile: 'me' });
 * const file = await readFile('profile.json').catch(() => undefined);
 * if (file !== undefined) await engine.profile.import(file);
 * await engine.profile.learn({ text: 'See you at the Rusty Anchor.' });
 * await writeFile('profile.json', await engine.profile.export());
 * ```
 */
export function createEngine({
  onProgress,
  onBackend,
  cacheFolder: folder = cacheFolder(),
  profile,
  ...options
}: NodeOptions = {}): Engine {
  return new EngineClient({
    load: { ...options, backend: 'cpu', threads: 1 },
    // There is no page whose origin could serve the weights.
    locate: () => located(options, { ...whereabouts, isPage: false }),
    onProgress,
    onBackend,
    profile,
    transport: (events) => new WorkerTransport(() => startThread(folder), events),
  });
}
