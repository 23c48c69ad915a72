import type { Session } from 'foreword';
import { type MeasuringEngine, createMeasuringEngine } from 'foreword/measure';
import type { EngineAnswer, EngineCalls, EngineRequest } from './engines.js';

let loaded: { engine: MeasuringEngine; session: Session } | undefined;
let running = new AbortController();

function current() {
  if (loaded === undefined) throw new Error('nothing is loaded yet');
  return loaded;
}

const calls: EngineCalls = {
  load: (sources) => {
    if (loaded === undefined) {
      // A test of the graphics card would run into the measurements.
      const engine = createMeasuringEngine({ ...sources, backend: 'cpu' });
      loaded = { engine, session: engine.session() };
    }
    return loaded.engine.load();
  },
  complete: ({ before, options }) => {
    running = new AbortController();
    return current().session.complete({ before }, { ...options, signal: running.signal });
  },
  abort: () => {
    running.abort();
    return Promise.resolve();
  },
  tokenize: (text) => current().engine.tokenize(text),
  encode: (tokens) => current().engine.encode(tokens),
  memoryBytes: () => current().engine.memoryBytes(),
};

self.onmessage = ({ data: { id, method, argument } }: MessageEvent<EngineRequest>) => {
  const answer = (message: EngineAnswer) => {
    self.postMessage(message);
  };
  // In an async function, so that an error thrown at once is a rejection.
  (async (): Promise<unknown> => calls[method](argument as never))().then(
    (result) => {
      answer({ id, result });
    },
    (error: unknown) => {
      answer({ id, error: error instanceof Error ? error.message : String(error) });
    },
  );
};
