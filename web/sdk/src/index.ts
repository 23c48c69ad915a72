import { EngineClient, withAbsoluteUrls } from './client.js';
import type { Engine, Progress } from './engine.js';
import { unsupported } from './features.js';
import type { LoadOptions } from './transport/transport.js';
import { WorkerTransport } from './transport/worker.js';

export type { Encoded, Flavour, Scores } from './core.js';
export type {
  CompleteOptions,
  Completion,
  DecoderState,
  Depth,
  Draft,
  Engine,
  EngineInfo,
  ModelSource,
  PackedSource,
  Progress,
  Strategy,
} from './engine.js';
export { ForewordError } from './errors.js';
export type { ErrorCode, ErrorDetails } from './errors.js';
export type { LoadOptions } from './transport/transport.js';

export interface EngineOptions extends LoadOptions {
  /** Called while the model is downloaded and loaded. */
  onProgress?: (progress: Progress) => void;
  /** Starts the worker, where a bundler needs it done by the application. It must run `foreword/worker`. */
  createWorker?: () => Worker;
}

/**
 * Makes an engine that runs in a module worker, so that the page stays responsive. Nothing is started, fetched or
 * looked up before the first call of one of its methods.
 */
export function createEngine({ onProgress, createWorker, ...load }: EngineOptions): Engine {
  return new EngineClient({
    load: withAbsoluteUrls(load),
    onProgress,
    transport: (onCrash) => new WorkerTransport(createWorker ?? startWorker, onCrash),
  });
}

function startWorker(): Worker {
  if ((globalThis as { Worker?: unknown }).Worker === undefined) throw unsupported('module workers');
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'foreword' });
}
