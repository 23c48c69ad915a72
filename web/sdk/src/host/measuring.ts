import type { Core, CoreEngine } from '../core.js';
import type { Engine } from '../engine.js';
import type { MeasuringEngine } from '../measurements.js';
import type { EngineHost } from './host.js';

/** The engine `client`, with functions that measure in `host`, which must be the client's. */
export function measuring(client: Engine, host: EngineHost): MeasuringEngine {
  const measure = async <T>(task: (engine: CoreEngine, core: Core) => T | Promise<T>): Promise<T> => {
    await client.load();
    return host.measure(task);
  };
  return {
    load: () => client.load(),
    session: (options) => client.session(options),
    profile: client.profile,
    use: (choice) => client.use(choice),
    backend: () => client.backend(),
    testBackends: () => client.testBackends(),
    storage: () => client.storage(),
    forgetModel: () => client.forgetModel(),
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
