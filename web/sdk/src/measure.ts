import { EngineClient } from './client/engine.js';
import type { Core, CoreEngine, Counters, Scores, SessionMemory } from './core.js';
import type { Engine } from './engine.js';
import { EngineHost } from './host/host.js';
import type { InPageOptions } from './in-page.js';
import { DirectTransport } from './transport/direct.js';
import type { TransportEvents } from './transport/transport.js';
import type { Encoded } from './types.js';
import { withAbsoluteUrls } from './urls.js';

export type { Counters, Scores, SessionMemory } from './core.js';
export type { Encoded } from './types.js';

/** An engine with functions for measurements, each of which loads the engine first and waits for its turn. */
export interface MeasuringEngine extends Engine {
  /** Log-probabilities of `tokens`: `logProbs[i]` is that of `tokens[i + 1]`, natural log. */
  score(tokens: Uint32Array): Promise<Scores>;
  /** Token ids of `text`. */
  tokenize(text: string): Promise<Uint32Array>;
  /** Reads `tokens` as a context of its own. */
  encode(tokens: Uint32Array): Promise<Encoded>;
  /** Bytes of the linear memory of the engine on the processor. */
  memoryBytes(): Promise<number>;
  /** Work of the graphics card since the last call of this function; `undefined` on the processor. */
  counters(): Promise<Counters | undefined>;
  /** Memory of all sessions. */
  sessionMemory(): Promise<SessionMemory>;
}

/**
 * Makes an engine for measurements. It runs in the calling thread, so that no messages are measured with it; call this in a
 * worker of your own.
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

/** The engine `client`, with functions that measure in `host`, which must be the client's. */
export function measuring(client: Engine, host: EngineHost): MeasuringEngine {
  const measure = async <T>(task: (engine: CoreEngine, core: Core) => T | Promise<T>): Promise<T> => {
    await client.load();
    return host.measure(task);
  };
  return {
    load: () => client.load(),
    session: (options) => client.session(options),
    use: (choice) => client.use(choice),
    backend: () => client.backend(),
    testBackends: () => client.testBackends(),
    dispose: () => {
      client.dispose();
    },
    score: (tokens) => measure((engine) => engine.score(tokens)),
    tokenize: (text) => measure((engine) => engine.tokenize(text)),
    encode: (tokens) => measure((engine) => engine.encode(tokens)),
    memoryBytes: () => measure((_, core) => core.memoryBytes()),
    counters: () => measure((engine) => engine.counters()),
    sessionMemory: () => measure((engine) => engine.sessionMemory()),
  };
}
