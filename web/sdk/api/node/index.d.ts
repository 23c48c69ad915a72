import type { Engine, EngineEvents } from '../engine.js';
import type { LocationOptions } from '../options.js';
export * from '../api.js';
/** Options of an engine under Node. */
export interface NodeOptions extends Omit<LocationOptions, 'backend'>, EngineEvents {
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
 */
export declare function createEngine({ onProgress, onBackend, cacheFolder: folder, ...options }?: NodeOptions): Engine;
