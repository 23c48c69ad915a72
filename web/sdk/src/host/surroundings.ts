import { browserGpu } from '../backend/adapter.js';
import type { BackendSurroundings } from '../backend/backends.js';
import { defaultLimits } from '../backend/limits.js';
import { browserNotes } from '../backend/record.js';
import type { OpenCore } from '../core.js';
import { chooseStore } from '../model/place.js';
import { type Timer, browserTimer } from '../model/stall.js';
import type { ModelStore } from '../model/store.js';
import { wasmCore } from '../wasm.js';
import type { StorageManagerLike } from './storage.js';

/** What the engine takes from its surroundings; tests replace any of it. */
export interface Surroundings {
  openCore: OpenCore;
  chooseStore: () => ModelStore;
  /** `navigator.storage`, where it exists. */
  storageManager: () => StorageManagerLike | undefined;
  fetch: typeof fetch;
  /** Milliseconds from any origin. */
  now: () => number;
  timer: Timer;
  backend: BackendSurroundings;
}

/** The browser. */
export const realSurroundings: Surroundings = {
  openCore: wasmCore((url) => fetch(url)),
  chooseStore,
  storageManager: () => (globalThis as { navigator?: { storage?: StorageManagerLike } }).navigator?.storage,
  fetch: (input, init) => fetch(input, init),
  now: () => performance.now(),
  timer: browserTimer,
  backend: { gpu: browserGpu, notes: browserNotes(), date: () => Date.now(), limits: defaultLimits },
};
