import type { BackendStatus } from './backend/status.js';
import { BackendWatch } from './backend/watch.js';
import type { CoreOptions, Encoded, Scores } from './core.js';
import type { CompleteOptions, Completion, Engine, EngineInfo, Progress } from './old-engine.js';
import { toForewordError } from './errors.js';
import { coreOptions } from './options.js';
import type { LoadOptions, Transport, TransportEvents } from './transport/transport.js';

export interface ClientOptions {
  load: LoadOptions;
  onProgress?: ((progress: Progress) => void) | undefined;
  onBackend?: ((status: BackendStatus) => void) | undefined;
  /** Makes the transport; it is told whom to tell of what happens to its engine. */
  transport(events: TransportEvents): Transport;
}

/** The public API over any transport: loads on first use, lets the latest request win, speaks `AbortSignal`. */
export class EngineClient implements Engine {
  readonly #transport: Transport;
  readonly #watch: BackendWatch;
  #loading: Promise<EngineInfo> | undefined;
  /** The engine runs, but its decoder did not load. */
  #lacksDecoder = false;
  /** Ends the `complete` that is under way. */
  #overtake: (() => void) | undefined;

  constructor(private readonly options: ClientOptions) {
    const watch = new BackendWatch(options.load.backend, options.onBackend);
    this.#watch = watch;
    this.#transport = options.transport({
      onCrash: () => {
        this.#loading = undefined;
        watch.crashed();
      },
      onBackend: (status) => {
        watch.told(status);
      },
    });
  }

  load(): Promise<EngineInfo> {
    if (this.#loading === undefined) return this.ready();
    if (!this.#lacksDecoder) return this.#loading;
    // What runs goes on while the decoder is tried again.
    this.#lacksDecoder = false;
    const loading = this.start();
    loading.then(
      () => (this.#loading = loading),
      () => (this.#lacksDecoder = true),
    );
    return loading;
  }

  private ready(): Promise<EngineInfo> {
    if (this.#loading !== undefined) return this.#loading;
    const loading = this.start();
    this.#loading = loading;
    loading.catch(() => {
      if (this.#loading === loading) this.#loading = undefined;
    });
    return loading;
  }

  private async start(): Promise<EngineInfo> {
    const load = { ...this.options.load, backend: this.#watch.loadChoice };
    const info = await this.#transport.load(load, (progress) => this.options.onProgress?.(progress));
    this.#lacksDecoder = info.decoder.state === 'failed';
    return info;
  }

  async complete(text: string, options: CompleteOptions = {}): Promise<Completion> {
    const { signal } = options;
    const wanted = coreOptions(options);
    signal?.throwIfAborted();
    this.#overtake?.();

    return new Promise<Completion>((resolve, reject) => {
      // Kept in an object because it changes while `run` waits, which control-flow analysis cannot see.
      const call = { over: false, sent: false };
      const finish = (settle: () => void) => {
        if (call.over) return;
        call.over = true;
        if (this.#overtake === overtake) this.#overtake = undefined;
        signal?.removeEventListener('abort', abort);
        settle();
      };
      const stop = (reason: unknown) => {
        finish(() => {
          // An abort signal may carry any reason, and the caller is to get that one.
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
          reject(reason);
          if (call.sent) this.#transport.cancel();
        });
      };
      const overtake = () => {
        stop(aborted('a newer request took over'));
      };
      const abort = () => {
        stop(signal?.reason);
      };
      this.#overtake = overtake;
      signal?.addEventListener('abort', abort);

      const run = async () => {
        await this.ready();
        if (call.over) return;
        call.sent = true;
        const completion = await this.ask(text, wanted, () => call.over);
        finish(() => {
          resolve(completion);
        });
      };
      run().catch((error: unknown) => {
        finish(() => {
          const reason = toForewordError(error);
          reject(reason.code === 'cancelled' ? aborted(reason.message) : reason);
        });
      });
    });
  }

  /** Asks a second time if the engine died over the first; who typed must not do so again. */
  private async ask(text: string, options: CoreOptions, isOver: () => boolean): Promise<Completion> {
    try {
      return await this.#transport.complete(text, options);
    } catch (error) {
      if (toForewordError(error).code !== 'engine-crashed' || isOver()) throw error;
      await this.ready();
      if (isOver()) throw error;
      return this.#transport.complete(text, options);
    }
  }

  async score(tokens: Uint32Array): Promise<Scores> {
    await this.ready();
    return this.#transport.score(tokens);
  }

  async tokenize(text: string): Promise<Uint32Array> {
    await this.ready();
    return this.#transport.tokenize(text);
  }

  async encode(tokens: Uint32Array): Promise<Encoded> {
    await this.ready();
    return this.#transport.encode(tokens);
  }

  async memoryBytes(): Promise<number> {
    await this.ready();
    return this.#transport.memoryBytes();
  }

  async backend(): Promise<BackendStatus> {
    await this.ready();
    return this.#watch.explained(await this.#transport.backend());
  }

  async testBackends(): Promise<BackendStatus> {
    await this.ready();
    try {
      return await this.#transport.testBackends(this.#watch.testChoice());
    } catch (error) {
      // A test that ended the worker has an outcome too, and the next worker tells it.
      if (toForewordError(error).code !== 'engine-crashed' || this.#watch.loadChoice !== 'cpu') throw error;
      return this.backend();
    }
  }

  dispose(): void {
    this.#transport.dispose();
    this.#loading = undefined;
  }
}

function aborted(message: string): DOMException {
  return new DOMException(message, 'AbortError');
}
