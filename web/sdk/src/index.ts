import { EngineClient } from './client/engine.js';
import type { Engine, EngineEvents, LoadOptions } from './engine.js';
import { unsupported } from './features.js';
import { WorkerTransport } from './transport/worker.js';
import { withAbsoluteUrls } from './urls.js';

export type { BackendChoice, BackendReason, BackendStatus } from './backend/status.js';
export type { Engine, EngineEvents, LoadOptions, Session } from './engine.js';
export { ForewordError } from './errors.js';
export type { ErrorCode, ErrorDetails } from './errors.js';
export type { CpuFlavour, Flavour } from './flavour.js';
export type {
  CompleteOptions,
  Completion,
  Context,
  DecoderState,
  Depth,
  Draft,
  Encoded,
  EngineInfo,
  ModelSource,
  PackedSource,
  PlainCompleteOptions,
  Progress,
  SessionOptions,
  Source,
  StorageKind,
  WireError,
  Word,
} from './types.js';

export interface EngineOptions extends LoadOptions, EngineEvents {
  /** Starts the worker, where a bundler needs it done by the application. It must run `foreword/worker`. */
  createWorker?: (() => Worker) | undefined;
}

/**
 * Makes an engine that runs in a module worker, so that the page stays responsive. Nothing is started, fetched or
 * looked up before the first call of one of its methods.
 *
 * @example
 * ```ts
 * const engine = createEngine({ model: { url: '/models/encoder.gguf', bytes, sha256 } });
 * const session = engine.session();
 * const { drafts } = await session.complete({ before: 'Thank you for your' });
 * ```
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
