import type { Engine } from './engine.js';
import type { InPageOptions } from './options.js';
export * from './api.js';
export type { InPageOptions } from './options.js';
/**
 * Makes an engine that runs in the calling thread, for threads that are workers already. It can't be started again
 * after a crash.
 *
 * @example
 * ```ts
 * const engine = createInPageEngine();
 * const { drafts } = await engine.session().complete({ before: 'Thank you for your' });
 * ```
 */
export declare function createInPageEngine({ onProgress, onBackend, profile, ...options }?: InPageOptions): Engine;
