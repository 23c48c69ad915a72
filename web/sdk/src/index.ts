import { EngineClient } from './client/engine.js';
import type { Engine, EngineEvents } from './engine.js';
import { whereabouts } from './installed.js';
import { located } from './located.js';
import type { LocationOptions, ProfileOptions } from './options.js';
import { startWorker } from './start-worker.js';
import { WorkerTransport } from './transport/worker.js';

export * from './api.js';

/** Options of an engine in a worker. All of them may be left out. */
export interface EngineOptions extends LocationOptions, ProfileOptions, EngineEvents {
  /** Starts the worker, where a bundler needs it done by the application. It must run `foreword/worker`. */
  createWorker?: (() => Worker) | undefined;
}

/**
 * Makes an engine that runs in a module worker, so that the page stays responsive. Nothing is started, fetched or
 * looked up before the first call of one of its methods.
 *
 * Without options the weights come from the package `foreword-model`, if it is installed, or from the folder
 * `/foreword-model/` of the page's own origin. No other origin is ever asked.
 *
 * @example
 * ```ts
 * const engine = createEngine();
 * const session = engine.session();
 * const { drafts } = await session.complete({ before: 'Thank you for your' });
 * ```
 */
export function createEngine({
  onProgress,
  onBackend,
  createWorker,
  profile,
  ...options
}: EngineOptions = {}): Engine {
  return new EngineClient({
    load: options,
    locate: () => located(options, whereabouts),
    onProgress,
    onBackend,
    profile,
    transport: (events) => new WorkerTransport(createWorker ?? startWorker, events),
  });
}
