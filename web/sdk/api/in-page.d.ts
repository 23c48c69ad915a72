import type { Engine, EngineEvents, LoadOptions } from './engine.js';
export interface InPageOptions extends LoadOptions, EngineEvents {
}
/**
 * Makes an engine that runs in the calling thread, for threads that are workers already. It can't be started again
 * after a crash.
 */
export declare function createInPageEngine({ onProgress, onBackend, ...load }: InPageOptions): Engine;
