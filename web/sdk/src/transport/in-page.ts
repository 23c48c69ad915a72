import type { Core, CoreEngine, CoreOptions, Encoded, Flavour, OpenCore, Scores } from '../core.js';
import type { Completion, DecoderState, EngineInfo, ModelSource, Progress } from '../engine.js';
import { ForewordError, toForewordError, toWire } from '../errors.js';
import { detectFlavour } from '../features.js';
import { type OnFed, feedModel, forgetIfDecayed, readDecoder } from '../model/feed.js';
import { Meter } from '../model/meter.js';
import { Obtainer, downloadOf } from '../model/obtain.js';
import { chooseStore, withLocks } from '../model/place.js';
import type { ModelStore } from '../model/store.js';
import { openWasmCore } from '../wasm.js';
import type { LoadOptions, OnCrash, Transport } from './transport.js';

/** What the engine takes from its surroundings; tests replace any of it. */
export interface Surroundings {
  openCore: OpenCore;
  chooseStore: () => ModelStore;
  fetch: typeof fetch;
  now: () => number;
}

export const realSurroundings: Surroundings = {
  openCore: openWasmCore,
  chooseStore,
  fetch: (input, init) => fetch(input, init),
  now: () => performance.now(),
};

interface Running {
  core: Core;
  engine: CoreEngine;
}

/** The engine in this thread: what the worker runs, and what a page without workers runs itself. */
export class InPageTransport implements Transport {
  #running: Running | undefined;
  /** Calls under way. */
  readonly #calls = new Set<Promise<unknown>>();
  /** The started WASM instance; it outlives a failed download, but not a crash. */
  #opening: { flavour: Flavour; core: Promise<Core> } | undefined;
  #disposed = false;

  constructor(
    private readonly onCrash: OnCrash = () => undefined,
    private readonly surroundings: Surroundings = realSurroundings,
  ) {}

  load(options: LoadOptions, onProgress: (progress: Progress) => void): Promise<EngineInfo> {
    return this.guard(async () => {
      if (this.#disposed) throw new ForewordError('disposed', 'the engine was disposed of');
      const start = this.surroundings.now();
      const flavour = this.#opening?.flavour ?? options.flavour ?? detectFlavour();
      // WASM compiles while the model is looked for or downloaded.
      const core = this.open(flavour, options);
      const { model, decoder } = options;
      const done = await withLocks(
        decoder === undefined ? [model.sha256] : [model.sha256, decoder.sha256],
        () => this.loadFiles(options, core, onProgress),
        () => {
          onProgress({ phase: 'waiting' });
        },
      );
      return { flavour, ...done, loadMs: this.surroundings.now() - start };
    });
  }

  complete(text: string, options: CoreOptions): Promise<Completion> {
    return this.call((engine) => engine.complete(text, options));
  }

  cancel(): void {
    if (this.#running === undefined) return;
    try {
      this.#running.engine.cancel();
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

  dispose(): void {
    this.cancel();
    this.#disposed = true;
    this.#running = undefined;
  }

  private get running() {
    if (this.#running !== undefined) return this.#running;
    if (this.#disposed) throw new ForewordError('disposed', 'the engine was disposed of');
    throw new ForewordError('engine-crashed', 'the engine is not running');
  }

  /** A call that takes its time; the decoder cannot be put in during one. */
  private call<T>(start: (engine: CoreEngine) => Promise<T>): Promise<T> {
    return this.guard(async () => {
      const call = start(this.running.engine);
      this.#calls.add(call);
      try {
        return await call;
      } finally {
        this.#calls.delete(call);
      }
    });
  }

  private open(flavour: Flavour, options: LoadOptions): Promise<Core> {
    if (this.#opening?.flavour === flavour) return this.#opening.core;
    const core = this.surroundings.openCore({ flavour, url: options.wasmUrls?.[flavour] });
    const opening = { flavour, core };
    this.#opening = opening;
    core.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return core;
  }

  /** Downloads and unpacks what is missing of both files, then puts into the engine what it lacks. */
  private async loadFiles(
    { model, decoder }: LoadOptions,
    opening: Promise<Core>,
    onProgress: (progress: Progress) => void,
  ): Promise<{ downloadedBytes: number; decoder: DecoderState }> {
    const { fetch, now, chooseStore } = this.surroundings;
    const wanted = downloadOf(model);
    const meter = new Meter(wanted.bytes + (decoder === undefined ? 0 : downloadOf(decoder).bytes), now());
    const files = new Obtainer(chooseStore, { fetch, now, onProgress, meter });
    await files.download(model, 0);
    let state: DecoderState = { state: 'none' };
    if (decoder !== undefined) state = await attempt(() => files.download(decoder, wanted.bytes));
    if (files.isPacked(model)) await files.unpack(model, await opening);
    if (decoder !== undefined && files.isPacked(decoder)) {
      const core = await opening;
      state = await attempt(() => files.unpack(decoder, core, model));
    }

    const total = model.bytes + (decoder !== undefined && state.state === 'loaded' ? decoder.bytes : 0);
    const fed = (before: number) => (bytes: number) => {
      onProgress({ phase: 'load', done: before + bytes, total });
    };
    const running = this.#running ?? (await this.start(await opening, files, { model, onFed: fed(0) }));
    if (decoder !== undefined && state.state === 'loaded') {
      const both = { model, decoder, onFed: fed(model.bytes) };
      state = await attempt(() => this.addDecoder(running.engine, files, both));
    }
    if (this.#disposed) throw new ForewordError('disposed', 'the engine was disposed of while it loaded');
    this.#running = running;
    return { downloadedBytes: files.downloadedBytes, decoder: state };
  }

  private async start(
    core: Core,
    files: Obtainer,
    { model, onFed }: { model: ModelSource; onFed: OnFed },
  ): Promise<Running> {
    const engine = await files.withFile(model, (file) => feedModel(core, file, onFed));
    return { core, engine };
  }

  private addDecoder(
    engine: CoreEngine,
    files: Obtainer,
    { model, decoder, onFed }: { model: ModelSource; decoder: ModelSource; onFed: OnFed },
  ): Promise<void> {
    return files.withFile(decoder, async (file) => {
      const bytes = await readDecoder(file, onFed);
      while (this.#calls.size > 0) await Promise.allSettled(this.#calls);
      try {
        engine.loadDecoder(bytes, model.sha256);
      } catch (error) {
        await forgetIfDecayed(file, bytes, decoder);
        throw error;
      }
    });
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
      this.#running = undefined;
      this.#opening = undefined;
      this.onCrash();
    }
    return error;
  }
}

/** What became of the decoder. Only what ends the whole engine is thrown. */
async function attempt(task: () => Promise<void>): Promise<DecoderState> {
  try {
    await task();
    return { state: 'loaded' };
  } catch (error) {
    const reason = toForewordError(error);
    if (reason.code === 'engine-crashed' || reason.code === 'disposed') throw reason;
    return { state: 'failed', error: toWire(reason) };
  }
}
