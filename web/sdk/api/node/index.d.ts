import type { Engine, EngineEvents } from '../engine.js';
import type { LocationOptions, ProfileOptions } from '../options.js';
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
export declare function createEngine({ onProgress, onBackend, cacheFolder: folder, profile, ...options }?: NodeOptions): Engine;
