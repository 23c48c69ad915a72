import { EngineClient, withAbsoluteUrls } from './client.js';
import type { Engine, Progress } from './engine.js';
import { InPageTransport } from './transport/in-page.js';
import type { LoadOptions } from './transport/transport.js';

/**
 * Makes an engine that runs in the calling thread, for threads that are workers already. It can't be started again after
 * a crash.
 */
export function createInPageEngine({
  onProgress,
  ...load
}: LoadOptions & { onProgress?: (progress: Progress) => void }): Engine {
  return new EngineClient({
    load: withAbsoluteUrls(load),
    onProgress,
    transport: (onCrash) => new InPageTransport(onCrash),
  });
}
