import { EngineClient } from './client/engine.js';
import { EngineHost } from './host/host.js';
import { measuring } from './host/measuring.js';
import { whereabouts } from './installed.js';
import type { MeasuringEngine } from './measurements.js';
import { located } from './located.js';
import type { InPageOptions } from './options.js';
import { DirectTransport } from './transport/direct.js';
import type { TransportEvents } from './transport/transport.js';

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
export function createMeasuringEngine({
  onProgress,
  onBackend,
  profile,
  ...options
}: InPageOptions = {}): MeasuringEngine {
  const events: TransportEvents = {};
  const host = new EngineHost(events);
  const transport = (told: TransportEvents) => {
    Object.assign(events, told);
    return new DirectTransport(host);
  };
  return measuring(
    new EngineClient({
      load: { ...options, threads: 1 },
      locate: () => located(options, whereabouts),
      onProgress,
      onBackend,
      profile,
      transport,
    }),
    host,
  );
}
