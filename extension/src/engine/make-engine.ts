import { type BackendChoice, type Engine, type EngineEvents, createEngine } from 'foreword';

/** The name of the profile in this extension's storage. */
export const profileName = 'foreword';

/** The engine, all of whose parts are in this package: nothing is fetched from anywhere else. */
export function makeEngine(events: EngineEvents, backend: BackendChoice): Engine {
  const { getURL } = chrome.runtime;
  return createEngine({
    ...events,
    backend,
    // More of them have not been tried in a browser that runs for days.
    threads: 1,
    profile: profileName,
    modelUrl: getURL('model/'),
    wasmUrl: getURL('engine/'),
    createWorker: () => new Worker(getURL('engine/worker.js'), { type: 'module' }),
  });
}
