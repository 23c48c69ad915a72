import script from 'inlined:worker';
import { EngineClient } from '../client/engine.js';
import type { Engine, EngineEvents } from '../engine.js';
import { unsupported } from '../features.js';
import { whereabouts } from '../installed.js';
import { located } from '../located.js';
import type { LocationOptions, ProfileOptions } from '../options.js';
import { WorkerTransport } from '../transport/worker.js';
import { withInlinedWasm } from './wasm.js';

export * from '../api.js';

/** Options of an engine whose worker is inlined. */
export interface InlinedOptions extends LocationOptions, ProfileOptions, EngineEvents {}

/**
 * Makes an engine in a worker, like `createEngine` of the package's main entry, but with the worker's script and its
 * WASM inside this module, for bundlers that leave other files behind. The weights must still be served.
 *
 * A content security policy needs `worker-src blob:` and `connect-src blob:` beside the usual ones. The graphics card is
 * used only where `wasmUrls.webgpu` or `wasmUrl` is given, since that build isn't inlined.
 *
 * @example
 * ```ts
 * import { createEngine } from 'foreword/inlined';
 *
 * const engine = createEngine({ modelUrl: '/foreword-model/' });
 * const { drafts } = await engine.session().complete({ before: 'Thank you for your' });
 * ```
 */
export function createEngine({ onProgress, onBackend, profile, ...options }: InlinedOptions = {}): Engine {
  const hasWebgpu = options.wasmUrl !== undefined || options.wasmUrls?.webgpu !== undefined;
  const { backend = hasWebgpu ? 'auto' : 'cpu' } = options;
  return new EngineClient({
    load: { ...options, backend },
    locate: async () => withInlinedWasm(await located(options, whereabouts)),
    onProgress,
    onBackend,
    profile,
    transport: (events) => new WorkerTransport(startInlined, events),
  });
}

function startInlined(): Worker {
  if ((globalThis as { Worker?: unknown }).Worker === undefined) throw unsupported('module workers');
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  try {
    return new Worker(url, { type: 'module' });
  } finally {
    // The worker's script is fetched in a later task.
    setTimeout(() => {
      URL.revokeObjectURL(url);
    }, 60_000);
  }
}
