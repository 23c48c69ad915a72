import { EngineClient } from './client/engine.js';
import type { Engine } from './engine.js';
import { EngineHost } from './host/host.js';
import { whereabouts } from './installed.js';
import { located } from './located.js';
import type { InPageOptions } from './options.js';
import { DirectTransport } from './transport/direct.js';

export * from './api.js';
export type { InPageOptions } from './options.js';

/**
 * Makes an engine that runs in the calling thread, for threads that are workers already. It can't be started again
 * after a crash.
 *
 * @example
 * ```ts
 * const engine = createInPageEngine();
 * const { drafts } = await engine.session().complete({ before: 'Thank you for your' });
 * ```
 */
export function createInPageEngine({
  onProgress,
  onBackend,
  profile,
  ...options
}: InPageOptions = {}): Engine {
  return new EngineClient({
    load: { ...options, threads: 1 },
    locate: () => located(options, whereabouts),
    onProgress,
    onBackend,
    profile,
    transport: (events) => new DirectTransport(new EngineHost(events)),
  });
}
