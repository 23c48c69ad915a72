import { Activity } from '../backend/activity.js';
import { Backends } from '../backend/backends.js';
import type { RoutedCall } from '../backend/router.js';
import type { BackendChoice, BackendStatus } from '../backend/status.js';
import type { Core, CoreCompleteOptions, CoreEngine } from '../core.js';
import type { LoadOptions } from '../engine.js';
import { ForewordError, toForewordError } from '../errors.js';
import { detectFlavour } from '../features.js';
import type { CpuFlavour } from '../flavour.js';
import { withLocks } from '../locks.js';
import { type Loaded, loadEngine } from '../model/load.js';
import type { TransportEvents } from '../transport/transport.js';
import type {
  Completion,
  Context,
  EngineInfo,
  PlainCompleteOptions,
  Progress,
  SessionOptions,
  StorageInfo,
} from '../types.js';
import { type Asked, Foresight } from './foresight.js';
import { HostProfile, type HostVerb } from './profile.js';
import { type Running, Scheduler } from './scheduler.js';
import { HostSession } from './sessions.js';
import { forgetFiles, storageInfo } from './storage.js';
import { type Surroundings, realSurroundings } from './surroundings.js';

interface Live {
  core: Core;
  engine: CoreEngine;
  backends: Backends;
}

/** One completion of a session. */
export interface CompleteCall {
  /** Number of the call within its session. */
  call: number;
  context: Context;
  options: PlainCompleteOptions;
}

/**
 * Loads the engine, chooses where drafts are computed, and runs the calls of all sessions. It lives in the worker, or
 * in the page itself where that has none.
 */
export class EngineHost {
  #live: Live | undefined;
  readonly #activity = new Activity();
  readonly #profile = new HostProfile(this.#activity);
  readonly #scheduler = new Scheduler();
  readonly #foresight = new Foresight<HostSession>();
  /** The started WASM instance. It outlives a failed download, but not a crash. */
  #opening: { flavour: CpuFlavour; core: Promise<Core> } | undefined;
  #isDisposed = false;

  constructor(
    private readonly events: TransportEvents = {},
    private readonly surroundings: Surroundings = realSurroundings,
  ) {}

  /** Where the engine runs already, only a decoder that it lacks is loaded. */
  async load(options: LoadOptions, onProgress: (progress: Progress) => void): Promise<EngineInfo> {
    if (this.#isDisposed) throw disposed();
    const { now, timer, chooseStore, fetch } = this.surroundings;
    const start = now();
    const flavour = this.#opening?.flavour ?? options.flavour ?? detectFlavour();
    // WASM compiles while the model is looked for or downloaded.
    const core = this.open(flavour, options);
    const opening = this.#opening;
    const { model, decoder } = options;
    const engine = this.#live?.engine;
    const activity = this.#activity;
    try {
      const loaded = await withLocks(
        decoder === undefined ? [model.sha256] : [model.sha256, decoder.sha256],
        () =>
          loadEngine({ model, decoder, chooseStore, fetch, now, timer, onProgress, core, engine, activity }),
        () => {
          onProgress({ phase: 'waiting' });
        },
      );
      this.start(loaded, { ...options, flavour });
      const { downloadedBytes, decoder: state } = loaded;
      const { storage } = chooseStore();
      return { flavour, downloadedBytes, storage, decoder: state, loadMs: now() - start };
    } catch (error) {
      throw this.failed(error, () => this.#opening === opening);
    }
  }

  /** Begins to fetch and compile the code that {@link load} will use, if that is told of no other. */
  prepare(): void {
    try {
      void this.open(detectFlavour(), {});
    } catch {
      // `load` says what is missing.
    }
  }

  backend(): BackendStatus {
    return this.live.backends.status;
  }

  /** Changes where drafts are computed; see `Engine.use`. */
  use(choice: BackendChoice): BackendStatus {
    return this.live.backends.use(choice);
  }

  /** Forgets what is remembered of the graphics card, tests it for `choice`, and uses what is better. */
  async testBackends(choice: BackendChoice): Promise<BackendStatus> {
    const status = await this.live.backends.test(choice);
    if (this.#isDisposed) throw disposed();
    return status;
  }

  /** What is stored; see `Engine.storage`. */
  storage(): Promise<StorageInfo> {
    return storageInfo(this.surroundings.chooseStore(), this.surroundings.storageManager());
  }

  /** Deletes every stored file; see `Engine.forgetModel`. */
  forgetModel(): Promise<void> {
    return forgetFiles(this.surroundings.chooseStore());
  }

  openSession(options: SessionOptions): HostSession {
    return new HostSession(options);
  }

  /** Rejects with `code` `"cancelled"` if {@link cancel} or a newer call of the session ended it. */
  async complete(session: HostSession, { call, context, options }: CompleteCall): Promise<Completion> {
    const { foresee = false, ...asked } = options;
    const foreseen = this.#foresight.take(session, context, asked);
    // Before anything is awaited: a cancellation may follow at once.
    if (foreseen === undefined) {
      const answer = this.#scheduler.submit(session, call, () =>
        this.beginCompletion(session, context, asked),
      );
      return this.foreseeing(session, { context, asked, foresee }, answer);
    }
    this.#scheduler.adopt(session, call);
    return this.foreseeing(session, { context, asked, foresee }, foreseen);
  }

  /** The answer; what is likely to be asked next is computed behind it. */
  private async foreseeing(
    session: HostSession,
    { foresee, ...question }: { context: Context; asked: Asked; foresee: boolean },
    answer: Promise<Completion>,
  ): Promise<Completion> {
    const completion = await answer;
    if (foresee) {
      this.#foresight.plan(session, { ...question, completion }, (next) =>
        this.#scheduler.guess(session, () =>
          this.beginCompletion(session, next, {
            ...question.asked,
            deadlineMs: undefined,
            budgetMs: undefined,
            isGuess: true,
          }),
        ),
      );
    }
    return completion;
  }

  private beginCompletion(session: HostSession, context: Context, options: CoreCompleteOptions) {
    return this.begin({
      start: (engine) => engine.complete(session.idIn(engine), context, options),
      stop: (engine) => {
        engine.cancel(session.idIn(engine));
      },
    });
  }

  cancel(session: HostSession, call: number): void {
    this.#scheduler.cancel(session, call);
  }

  /** From now on this session's calls go before those of all others. */
  focus(session: HostSession): void {
    this.#scheduler.focus(session);
  }

  closeSession(session: HostSession): void {
    // An engine can't close a session while it runs a call of it.
    void this.#scheduler.close(session).then(() => {
      for (const engine of this.#live?.backends.router.engines ?? []) session.closeIn(engine);
    });
  }

  /** Calls a verb of the profile; see `ProfileCore`. */
  async profile(call: HostVerb): Promise<unknown> {
    const { live } = this;
    this.#foresight.forget();
    try {
      return await this.#profile.call(live.backends.router.engines, call);
    } catch (error) {
      throw this.failed(error, () => this.#live === live);
    }
  }

  /** Runs `task` on the engine that answers completions, between two of them. */
  measure<T>(task: (engine: CoreEngine, core: Core) => T | Promise<T>): Promise<T> {
    const { core } = this.live;
    const start = async (engine: CoreEngine) => task(engine, core);
    return this.#scheduler.submit({}, 0, () => this.begin({ start, stop: () => undefined }));
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#scheduler.dispose(disposed());
    this.end();
  }

  private get live(): Live {
    if (this.#live !== undefined) return this.#live;
    if (this.#isDisposed) throw disposed();
    throw new ForewordError('engine-crashed', 'the engine is not running');
  }

  private begin<T>(call: RoutedCall<T>): Running<T> {
    const { live } = this;
    const isCurrent = () => this.#live === live;
    const running = live.backends.router.begin(call);
    return {
      answer: running.answer.catch((error: unknown) => {
        throw this.failed(error, isCurrent);
      }),
      stop: () => {
        try {
          running.stop();
        } catch (error) {
          this.failed(error, isCurrent);
        }
      },
    };
  }

  private open(flavour: CpuFlavour, options: Pick<LoadOptions, 'wasmUrls'>): Promise<Core> {
    if (this.#opening?.flavour === flavour) return this.#opening.core;
    const core = this.surroundings.openCore({ flavour, url: options.wasmUrls?.[flavour] });
    const opening = { flavour, core };
    this.#opening = opening;
    core.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return core;
  }

  private start(
    { core, engine, decoder: state }: Loaded,
    options: LoadOptions & { flavour: CpuFlavour },
  ): void {
    if (this.#isDisposed) throw new ForewordError('disposed', 'the engine was disposed of while it loaded');
    const { model, decoder, flavour, wasmUrls, sessionMemoryBytes, threads, backend = 'auto' } = options;
    if (this.#live === undefined) {
      if (sessionMemoryBytes !== undefined) engine.setSessionMemory(sessionMemoryBytes);
      const { openCore, chooseStore } = this.surroundings;
      const backends = new Backends({
        ...this.surroundings.backend,
        ...{ openCore, chooseStore, model, decoder, sessionMemoryBytes, threads, url: wasmUrls?.webgpu },
        cpu: { core, engine, flavour },
        activity: this.#activity,
        onStatus: (status) => this.events.onBackend?.(status),
      });
      this.#live = { core, engine, backends };
    }
    // A processor without its decoder would be slow in the test, and the graphics card too.
    if (state.state !== 'failed') this.#live.backends.begin(backend);
  }

  private end(): void {
    this.#live?.backends.dispose();
    this.#live = undefined;
    this.#opening = undefined;
  }

  /** Ends the engine if the error says that it crashed; `isCurrent` tells whether the error is of the present one. */
  private failed(thrown: unknown, isCurrent: () => boolean): ForewordError {
    const error = toForewordError(thrown);
    if (error.code === 'engine-crashed' && isCurrent()) {
      this.end();
      this.events.onCrash?.();
    }
    return error;
  }
}

function disposed(): ForewordError {
  return new ForewordError('disposed', 'the engine was disposed of');
}
