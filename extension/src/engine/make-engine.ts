import { type Engine, type EngineEvents, createEngine } from 'foreword';

/** The engine, all of whose parts are in this package: nothing is fetched from anywhere else. */
export function makeEngine(events: EngineEvents): Engine {
  const { getURL } = chrome.runtime;
  return createEngine({
    ...events,
    modelUrl: getURL('model/'),
    wasmUrl: getURL('engine/'),
    createWorker: () => new Worker(getURL('engine/worker.js'), { type: 'module' }),
  });
}
