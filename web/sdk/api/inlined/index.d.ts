import type { Engine, EngineEvents } from '../engine.js';
import type { LocationOptions, ProfileOptions } from '../options.js';
export * from '../api.js';
/** Options of an engine whose worker is inlined. */
export interface InlinedOptions extends LocationOptions, ProfileOptions, EngineEvents {
}
/**
 * Makes an engine in a worker, like `createEngine` of the package's main entry, but with the worker's script and its
 * WASM inside this module, for bundlers that leave other files behind. The weights must still be served.
 *
 * A content security policy needs `worker-src blob:` and `connect-src blob:` beside the usual ones. The graphics card is
 * used only where `wasmUrls.webgpu` or `wasmUrl` is given, since that build isn't inlined.
 *
 * @example
 * ```ts
 * import { createEngine } from 'foreword/inlined';
 *
 * const engine = createEngine({ modelUrl: '/foreword-model/' });
 * const { drafts } = await engine.session().complete({ before: 'Thank you for your' });
 * ```
 */
export declare function createEngine({ onProgress, onBackend, profile, ...options }?: InlinedOptions): Engine;
