import { EngineClient } from './client/engine.js';
import { EngineHost } from './host/host.js';
import { measuring } from './host/measuring.js';
import type { InPageOptions } from './in-page.js';
import type { MeasuringEngine } from './measurements.js';
import { DirectTransport } from './transport/direct.js';
import type { TransportEvents } from './transport/transport.js';
import { withAbsoluteUrls } from './urls.js';

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
export function createMeasuringEngine({ onProgress, onBackend, ...load }: InPageOptions): MeasuringEngine {
  const events: TransportEvents = {};
  const host = new EngineHost(events);
  const transport = (told: TransportEvents) => {
    Object.assign(events, told);
    return new DirectTransport(host);
  };
  return measuring(
    new EngineClient({ load: withAbsoluteUrls(load), onProgress, onBackend, transport }),
    host,
  );
}
