import type { Core, CoreEngine, OpenCore } from '../core.js';
import { ForewordError, toForewordError } from '../errors.js';
import { withLocks } from '../locks.js';
import { isComplete } from '../model/download.js';
import { pushModel, readWhole } from '../model/feed.js';
import { withStored } from '../model/stored.js';
import type { ModelStore, StoredFile } from '../model/store.js';
import type { ModelSource } from '../types.js';
import { release } from './release.js';

export interface GpuParts {
  openCore: OpenCore;
  chooseStore: () => ModelStore;
  model: ModelSource;
  decoder?: ModelSource | undefined;
  /** Limit of the memory of all sessions' caches, if not the engine's own. */
  sessionMemoryBytes?: number | undefined;
  /** Address of the WASM build, where a bundler moved it. */
  url?: string | undefined;
}

/** Makes engines on the graphics card, from the files that are stored. */
export class GpuOpener {
  /** Kept for later engines, since the module can be started only once. */
  #core: Promise<Core> | undefined;
  #hasCrashed = false;

  constructor(private readonly parts: GpuParts) {}

  /**
   * Opens the device, puts model and decoder into it and compiles its pipelines.
   *
   * @param giveWay - Waited for between chunks, so that calls aren't kept waiting.
   * @throws {ForewordError} `"unsupported"`, `"device-lost"`, `"network"`, `"storage"` and others.
   */
  async open(giveWay: () => Promise<void>): Promise<CoreEngine> {
    if (this.#hasCrashed) {
      throw new ForewordError('engine-crashed', 'reload the page to restart the code for the graphics card');
    }
    try {
      return await this.loaded(await this.core(), giveWay);
    } catch (error) {
      const reason = toForewordError(error);
      this.#hasCrashed = reason.code === 'engine-crashed';
      throw reason;
    }
  }

  private core(): Promise<Core> {
    if (this.#core !== undefined) return this.#core;
    const core = this.parts.openCore({ flavour: 'webgpu', url: this.parts.url });
    this.#core = core;
    core.catch(() => (this.#core = undefined));
    return core;
  }

  private async loaded(core: Core, giveWay: () => Promise<void>): Promise<CoreEngine> {
    const { model, decoder, sessionMemoryBytes } = this.parts;
    const names = decoder === undefined ? [model.sha256] : [model.sha256, decoder.sha256];
    const engine = await withLocks(
      names,
      async () => {
        const engine = await this.stored(model, (file) => pushModel(core, file, giveWay));
        if (sessionMemoryBytes !== undefined) engine.setSessionMemory(sessionMemoryBytes);
        if (decoder === undefined) return engine;
        return orRelease(engine, async () => {
          const bytes = await this.stored(decoder, (file) => readWhole(file));
          await giveWay();
          engine.loadDecoder(bytes, model.sha256);
        });
      },
      () => undefined,
    );
    return orRelease(engine, () => engine.warmUp());
  }

  private stored<T>(source: ModelSource, task: (file: StoredFile) => Promise<T>): Promise<T> {
    return withStored(this.parts.chooseStore, source, (file) => {
      if (isComplete(file, source)) return task(file);
      throw new ForewordError('storage', 'the stored model is gone', { found: file.size });
    });
  }
}

async function orRelease(engine: CoreEngine, task: () => Promise<void>): Promise<CoreEngine> {
  try {
    await task();
    return engine;
  } catch (error) {
    release(engine);
    throw error;
  }
}
