import type { InPageOptions } from './in-page.js';
import type { MeasuringEngine } from './measurements.js';
export type { Counters, MeasuringEngine, Scores, SessionMemory } from './measurements.js';
export type { Encoded } from './types.js';
/**
 * Makes an engine for measurements. It runs in the calling thread, so that no messages are measured with it; call this
 * in a worker of your own.
 *
 * @example
 * ```ts
 * const engine = createMeasuringEngine({ model, decoder, backend: 'cpu' });
 * const { logProbs } = await engine.score(await engine.tokenize('Thank you'));
 * ```
 */
export declare function createMeasuringEngine({ onProgress, onBackend, ...load }: InPageOptions): MeasuringEngine;
