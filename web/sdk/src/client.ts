import type { Encoded, Scores } from './core.js';
import type {
  CompleteOptions,
  Completion,
  Engine,
  EngineInfo,
  ModelSource,
  PackedSource,
  Progress,
} from './engine.js';
import { toForewordError } from './errors.js';
import { coreOptions } from './options.js';
import type { LoadOptions, OnCrash, Transport } from './transport/transport.js';

export interface ClientOptions {
  load: LoadOptions;
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Makes the transport; it is told whom to call when its engine dies. */
  transport(onCrash: OnCrash): Transport;
}

/** The public API over any transport: loads on first use, lets the latest request win, speaks `AbortSignal`. */
export class EngineClient implements Engine {
  readonly #transport: Transport;
  #loading: Promise<EngineInfo> | undefined;
  /** The engine runs, but its decoder did not load. */
  #lacksDecoder = false;
  /** Ends the `complete` that is under way. */
  #overtake: (() => void) | undefined;

  constructor(private readonly options: ClientOptions) {
    this.#transport = options.transport(() => {
      this.#loading = undefined;
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
    const info = await this.#transport.load(this.options.load, (progress) =>
      this.options.onProgress?.(progress),
    );
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
        const completion = await this.#transport.complete(text, wanted);
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

  dispose(): void {
    this.#transport.dispose();
    this.#loading = undefined;
  }
}

function aborted(message: string): DOMException {
  return new DOMException(message, 'AbortError');
}

/** A worker resolves addresses against its own script, so they are made absolute where the page's is known. */
export function withAbsoluteUrls(load: LoadOptions): LoadOptions {
  const base = (globalThis as { location?: { href: string } }).location?.href;
  if (base === undefined) return load;
  const atBase = <T extends PackedSource>(source: T) => ({ ...source, url: new URL(source.url, base).href });
  const absolute = (source: ModelSource): ModelSource => ({
    ...atBase(source),
    packed: source.packed === undefined ? undefined : atBase(source.packed),
  });
  return {
    ...load,
    model: absolute(load.model),
    decoder: load.decoder === undefined ? undefined : absolute(load.decoder),
  };
}
