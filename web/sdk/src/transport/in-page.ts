import { Activity } from '../backend/activity.js';
import { browserGpu } from '../backend/adapter.js';
import { Backends, type BackendSurroundings } from '../backend/backends.js';
import { defaultLimits } from '../backend/limits.js';
import { browserNotes } from '../backend/notebook.js';
import type { BackendChoice, BackendStatus } from '../backend/status.js';
import type { Core, CoreEngine, CoreOptions, CpuFlavour, Encoded, OpenCore, Scores } from '../core.js';
import type { Completion, EngineInfo, Progress } from '../old-engine.js';
import { ForewordError, toForewordError } from '../errors.js';
import { detectFlavour } from '../features.js';
import { withLocks } from '../locks.js';
import { type Loaded, loadEngine } from '../model/load.js';
import { chooseStore } from '../model/place.js';
import type { ModelStore } from '../model/store.js';
import { openWasmCore } from '../wasm.js';
import type { LoadOptions, Transport, TransportEvents } from './transport.js';

/** What the engine takes from its surroundings; tests replace any of it. */
export interface Surroundings {
  openCore: OpenCore;
  chooseStore: () => ModelStore;
  fetch: typeof fetch;
  now: () => number;
  backend: BackendSurroundings;
}

export const realSurroundings: Surroundings = {
  openCore: openWasmCore,
  chooseStore,
  fetch: (input, init) => fetch(input, init),
  now: () => performance.now(),
  backend: { gpu: browserGpu, notes: browserNotes(), date: () => Date.now(), limits: defaultLimits },
};

interface Running {
  core: Core;
  engine: CoreEngine;
  backends: Backends;
}

/** The engine in this thread: what the worker runs, and what a page without workers runs itself. */
export class InPageTransport implements Transport {
  #running: Running | undefined;
  readonly #activity = new Activity();
  /** The started WASM instance; it outlives a failed download, but not a crash. */
  #opening: { flavour: CpuFlavour; core: Promise<Core> } | undefined;
  #disposed = false;

  constructor(
    private readonly events: TransportEvents = {},
    private readonly surroundings: Surroundings = realSurroundings,
  ) {}

  load(options: LoadOptions, onProgress: (progress: Progress) => void): Promise<EngineInfo> {
    return this.guard(async () => {
      if (this.#disposed) throw new ForewordError('disposed', 'the engine was disposed of');
      const { now, chooseStore, fetch } = this.surroundings;
      const start = now();
      const flavour = this.#opening?.flavour ?? options.flavour ?? detectFlavour();
      const { model, decoder } = options;
      const parts = {
        ...{ model, decoder, chooseStore, fetch, now, onProgress },
        // WASM compiles while the model is looked for or downloaded.
        core: this.open(flavour, options),
        engine: this.#running?.engine,
        idle: () => this.#activity.idle(),
      };
      const loaded = await withLocks(
        decoder === undefined ? [model.sha256] : [model.sha256, decoder.sha256],
        () => loadEngine(parts),
        () => {
          onProgress({ phase: 'waiting' });
        },
      );
      this.run(loaded, { ...options, flavour });
      const { downloadedBytes, decoder: state } = loaded;
      return { flavour, downloadedBytes, decoder: state, loadMs: now() - start };
    });
  }

  complete(text: string, options: CoreOptions): Promise<Completion> {
    return this.call((engine) => engine.complete(text, options));
  }

  cancel(): void {
    try {
      this.#running?.backends.router.cancel();
    } catch (error) {
      this.failed(error);
    }
  }

  score(tokens: Uint32Array): Promise<Scores> {
    return this.call((engine) => engine.score(tokens));
  }

  tokenize(text: string): Promise<Uint32Array> {
    return this.guard(() => this.running.engine.tokenize(text));
  }

  encode(tokens: Uint32Array): Promise<Encoded> {
    return this.call((engine) => engine.encode(tokens));
  }

  memoryBytes(): Promise<number> {
    return this.guard(() => this.running.core.memoryBytes());
  }

  backend(): Promise<BackendStatus> {
    return this.guard(() => this.running.backends.status);
  }

  testBackends(choice: BackendChoice): Promise<BackendStatus> {
    return this.guard(async () => {
      const status = await this.running.backends.test(choice);
      if (this.#disposed) throw new ForewordError('disposed', 'the engine was disposed of');
      return status;
    });
  }

  dispose(): void {
    this.cancel();
    this.#disposed = true;
    this.end();
  }

  private get running() {
    if (this.#running !== undefined) return this.#running;
    if (this.#disposed) throw new ForewordError('disposed', 'the engine was disposed of');
    throw new ForewordError('engine-crashed', 'the engine is not running');
  }

  /** Calls that the processor or the graphics card may answer. */
  private call<T>(start: (engine: CoreEngine) => Promise<T>): Promise<T> {
    return this.guard(() => this.running.backends.router.call(start));
  }

  private open(flavour: CpuFlavour, options: LoadOptions): Promise<Core> {
    if (this.#opening?.flavour === flavour) return this.#opening.core;
    const core = this.surroundings.openCore({ flavour, url: options.wasmUrls?.[flavour] });
    const opening = { flavour, core };
    this.#opening = opening;
    core.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return core;
  }

  private run(
    { core, engine, decoder: state }: Loaded,
    options: LoadOptions & { flavour: CpuFlavour },
  ): void {
    if (this.#disposed) throw new ForewordError('disposed', 'the engine was disposed of while it loaded');
    const { model, decoder, flavour, wasmUrls, backend = 'auto' } = options;
    const { openCore, chooseStore } = this.surroundings;
    this.#running ??= {
      core,
      engine,
      backends: new Backends({
        ...this.surroundings.backend,
        ...{ openCore, chooseStore, model, decoder, url: wasmUrls?.webgpu },
        cpu: { core, engine, flavour },
        activity: this.#activity,
        onStatus: (status) => this.events.onBackend?.(status),
      }),
    };
    // What the processor lacks would be missing in the test too.
    if (state.state !== 'failed') this.#running.backends.begin(backend);
  }

  private end(): void {
    this.#running?.backends.dispose();
    this.#running = undefined;
    this.#opening = undefined;
  }

  private async guard<T>(task: () => T | Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      throw this.failed(error);
    }
  }

  private failed(thrown: unknown): ForewordError {
    const error = toForewordError(thrown);
    if (error.code === 'engine-crashed') {
      this.end();
      this.events.onCrash?.();
    }
    return error;
  }
}
