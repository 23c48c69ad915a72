import type { BackendStatus } from './backend/status.js';
import { EngineClient } from './client.js';
import type { Engine, Progress } from './engine.js';
import { unsupported } from './features.js';
import type { LoadOptions } from './transport/transport.js';
import { WorkerTransport } from './transport/worker.js';
import { withAbsoluteUrls } from './urls.js';

export type { BackendChoice, BackendReason, BackendStatus } from './backend/status.js';
export type { CpuFlavour, Encoded, Flavour, Scores } from './core.js';
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
  /** Called when drafts are computed elsewhere than before, or more is known about why. */
  onBackend?: (status: BackendStatus) => void;
  /** Starts the worker, where a bundler needs it done by the application. It must run `foreword/worker`. */
  createWorker?: () => Worker;
}

/**
 * Makes an engine that runs in a module worker, so that the page stays responsive. Nothing is started, fetched or
 * looked up before the first call of one of its methods.
 */
export function createEngine({ onProgress, onBackend, createWorker, ...load }: EngineOptions): Engine {
  return new EngineClient({
    load: withAbsoluteUrls(load),
    onProgress,
    onBackend,
    transport: (events) => new WorkerTransport(createWorker ?? startWorker, events),
  });
}

function startWorker(): Worker {
  if ((globalThis as { Worker?: unknown }).Worker === undefined) throw unsupported('module workers');
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'foreword' });
}
