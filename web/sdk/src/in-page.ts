import { EngineClient } from './client/engine.js';
import type { Engine, EngineEvents, LoadOptions } from './engine.js';
import { EngineHost } from './host/host.js';
import { DirectTransport } from './transport/direct.js';
import { withAbsoluteUrls } from './urls.js';

export interface InPageOptions extends LoadOptions, EngineEvents {}

/**
 * Makes an engine that runs in the calling thread, for threads that are workers already. It can't be started again
 * after a crash.
 */
export function createInPageEngine({ onProgress, onBackend, ...load }: InPageOptions): Engine {
  return new EngineClient({
    load: withAbsoluteUrls(load),
    onProgress,
    onBackend,
    transport: (events) => new DirectTransport(new EngineHost(events)),
  });
}
