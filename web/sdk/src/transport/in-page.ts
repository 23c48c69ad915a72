import type { Core, CoreEngine, CoreLoader, Encoded, Flavour, OpenCore, Scores } from '../core.js';
import type { Completion, EngineInfo, Progress } from '../engine.js';
import { ForewordError, toForewordError } from '../errors.js';
import { detectFlavour } from '../features.js';
import { completeFile } from '../model/download.js';
import { chooseStore, withLock } from '../model/place.js';
import type { ModelStore, StoredFile } from '../model/store.js';
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

/** The engine in this thread: what the worker runs, and what a page without workers runs itself. */
export class InPageTransport implements Transport {
  #running: { core: Core; engine: CoreEngine } | undefined;
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
      const flavour = options.flavour ?? detectFlavour();
      // WASM compiles while the model is looked for or downloaded.
      const core = this.open(flavour, options);
      const downloadedBytes = await withLock(
        options.model.sha256,
        () => this.loadFile(options, core, onProgress),
        () => {
          onProgress({ phase: 'waiting' });
        },
      );
      return { flavour, downloadedBytes, loadMs: this.surroundings.now() - start };
    });
  }

  complete(text: string, options: { drafts: number; tokens: number }): Promise<Completion> {
    return this.guard(() => this.engine.complete(text, options));
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
    return this.guard(() => this.engine.score(tokens));
  }

  tokenize(text: string): Promise<Uint32Array> {
    return this.guard(() => this.engine.tokenize(text));
  }

  encode(tokens: Uint32Array): Promise<Encoded> {
    return this.guard(() => this.engine.encode(tokens));
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

  private get engine(): CoreEngine {
    return this.running.engine;
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

  private async loadFile(
    { model }: LoadOptions,
    opening: Promise<Core>,
    onProgress: (progress: Progress) => void,
  ): Promise<number> {
    const file = await openFile(this.surroundings, model.sha256);
    try {
      const { fetch, now } = this.surroundings;
      const downloaded = await completeFile(file, model, { fetch, now, onProgress });
      const core = await opening;
      const engine = await feed(core, file, onProgress);
      if (this.#disposed) throw new ForewordError('disposed', 'the engine was disposed of while it loaded');
      this.#running = { core, engine };
      return downloaded;
    } finally {
      file.close();
    }
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

async function openFile(surroundings: Surroundings, name: string): Promise<StoredFile> {
  try {
    return await surroundings.chooseStore().open(name);
  } catch (error) {
    throw storageError(error);
  }
}

/** Streams the stored model into the engine; at no time is more than one chunk of it held here. */
async function feed(
  core: Core,
  file: StoredFile,
  onProgress: (progress: Progress) => void,
): Promise<CoreEngine> {
  try {
    const loader = core.createLoader(file.size);
    await push(loader, file, onProgress);
    return loader.finish();
  } catch (error) {
    const reason = error instanceof DOMException ? storageError(error) : toForewordError(error);
    // Verified once, unreadable now: the stored copy decayed. The next try downloads it anew.
    if (reason.code === 'model-invalid' || reason.code === 'storage') await file.clear();
    throw reason;
  }
}

async function push(
  loader: CoreLoader,
  file: StoredFile,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  let done = 0;
  try {
    for await (const chunk of file.chunks()) {
      loader.push(chunk);
      done += chunk.length;
      onProgress({ phase: 'load', done, total: file.size });
    }
  } catch (error) {
    loader.free?.();
    throw error;
  }
}

function storageError(thrown: unknown): ForewordError {
  const error = toForewordError(thrown);
  if (error.code !== 'internal') return error;
  return new ForewordError(
    'storage',
    `the browser's storage failed: ${error.message}`,
    {},
    { cause: thrown },
  );
}
