import type { BackendStatus } from './backend/status.js';
import { EngineClient } from './client.js';
import type { Engine, Progress } from './old-engine.js';
import { InPageTransport } from './transport/in-page.js';
import type { LoadOptions } from './transport/transport.js';
import { withAbsoluteUrls } from './urls.js';

export interface InPageOptions extends LoadOptions {
  /** Called while the model is downloaded and loaded. */
  onProgress?: (progress: Progress) => void;
  /** Called when drafts are computed elsewhere than before, or more is known about why. */
  onBackend?: (status: BackendStatus) => void;
}

/**
 * Makes an engine that runs in the calling thread, for threads that are workers already. It can't be started again after
 * a crash.
 */
export function createInPageEngine({ onProgress, onBackend, ...load }: InPageOptions): Engine {
  return new EngineClient({
    load: withAbsoluteUrls(load),
    onProgress,
    onBackend,
    transport: (events) => new InPageTransport(events),
  });
}
