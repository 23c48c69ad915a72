import type { MeasuringEngine } from './measurements.js';
import type { InPageOptions } from './options.js';
export type { Counters, MeasuringEngine, Scores, SessionMemory } from './measurements.js';
export * from './api.js';
export type { InPageOptions } from './options.js';
/**
 * Makes an engine for measurements. It runs in the calling thread, so that no messages are measured with it; call this
 * in a worker of your own.
 *
 * @example
 * ```ts
 * const engine = createMeasuringEngine({ backend: 'cpu' });
 * const { logProbs } = await engine.score(await engine.tokenize('Thank you'));
 * ```
 */
export declare function createMeasuringEngine({ onProgress, onBackend, profile, ...options }?: InPageOptions): MeasuringEngine;
