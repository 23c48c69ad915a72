import { toForewordError } from '../errors.js';
import type { EngineHost } from '../host/host.js';
import type { Progress } from '../types.js';
import { type Handlers, allHandlers, handle } from './handlers.js';
import type { Output } from './answers.js';
import type { CallKind, Input } from './requests.js';
import type { Transport } from './transport.js';

/** The host in this thread, for threads that are workers already. It takes the same calls as a worker's. */
export class DirectTransport implements Transport {
  readonly #handlers: Handlers;

  constructor(private readonly host: EngineHost) {
    this.#handlers = allHandlers(host);
  }

  async call<K extends CallKind>(
    kind: K,
    input: Input<K>,
    onProgress: (progress: Progress) => void = () => undefined,
  ): Promise<Output<K>> {
    try {
      return (await handle(this.#handlers, { kind, input }, onProgress)) as Output<K>;
    } catch (error) {
      throw toForewordError(error);
    }
  }

  dispose(): void {
    this.host.dispose();
  }
}
