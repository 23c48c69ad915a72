import {
  type BackendChoice,
  type Completion,
  type Context,
  type Engine,
  type EngineEvents,
  type EngineSession,
  ForewordError,
  type PlainCompleteOptions,
  type Progress,
  type SessionOptions,
} from 'foreword';
import type { EngineState } from '../protocol/field-messages.js';
import { patience } from '../protocol/limits.js';

export interface KeeperParts {
  make: (events: EngineEvents, backend: BackendChoice) => Engine;
  /** What is done with each engine before anybody gets it. Default: nothing. */
  prepare?: ((engine: Engine) => Promise<void>) | undefined;
  /** The state changed; `message` is for people. */
  onState: (state: EngineState, message: string) => void;
  wait?: (ms: number, run: () => void) => () => void;
}

/**
 * The one engine of all tabs. It is made and loaded with the first question, leaves the memory when nothing was asked
 * for a while, and is replaced when its worker falls silent.
 */
export class EngineKeeper {
  #engine: Engine | undefined;
  /** Which engine it is, from 1; sessions of an earlier one are opened anew. */
  #number = 0;
  #state: EngineState = 'unloaded';
  #message = '';
  #loading: Promise<unknown> | undefined;
  #underWay = 0;
  #endIdle: (() => void) | undefined;
  #idleMinutes = 10;
  #backend: BackendChoice = 'auto';
  readonly #wait: NonNullable<KeeperParts['wait']>;

  constructor(private readonly parts: KeeperParts) {
    this.#wait = parts.wait ?? later;
  }

  get state(): { state: EngineState; message: string } {
    return { state: this.#state, message: this.#message };
  }

  /** How long the model stays without a question; 0 for always. */
  set idleMinutes(minutes: number) {
    this.#idleMinutes = minutes;
    this.rest();
  }

  /** Where drafts are computed, in this engine and in those to come. */
  set backend(choice: BackendChoice) {
    if (choice === this.#backend) return;
    this.#backend = choice;
    // One that still loads is told by then.
    const engine = this.#engine;
    void this.#loading?.then(
      () => engine?.use(this.#backend).catch(() => undefined),
      () => undefined,
    );
  }

  /** A session that outlives engines. */
  session(options: SessionOptions): KeptSession {
    return new KeptSession(this, options);
  }

  /** The engine, made if there is none, and loaded. */
  async ready(): Promise<{ engine: Engine; number: number }> {
    const engine = (this.#engine ??= this.make());
    const number = this.#number;
    this.#loading ??= this.load(engine);
    await this.#loading;
    return { engine, number };
  }

  /** Runs what must not take long once the engine is loaded; an engine that is silent meanwhile is replaced. */
  async guarded<T>(run: (engine: Engine, number: number) => Promise<T>, isPatient = false): Promise<T> {
    this.#underWay += 1;
    this.#endIdle?.();
    try {
      const { engine, number } = await this.ready();
      return await (isPatient ? run(engine, number) : this.withDeadline(run(engine, number), engine));
    } finally {
      this.#underWay -= 1;
      this.rest();
    }
  }

  /** Ends the engine; the next question starts another. */
  unload(state: EngineState = 'unloaded', message = ''): void {
    this.#engine?.dispose();
    this.#engine = undefined;
    this.#loading = undefined;
    this.become(state, message);
  }

  private make(): Engine {
    this.#number += 1;
    const number = this.#number;
    const onProgress = (progress: Progress) => {
      if (number === this.#number && this.#state !== 'ready') this.become('loading', textOf(progress));
    };
    return this.parts.make({ onProgress }, this.#backend);
  }

  private async load(engine: Engine): Promise<void> {
    this.become('loading', 'The model is being loaded.');
    try {
      await engine.load();
      await this.parts.prepare?.(engine);
      if (this.#engine === engine) this.become('ready', '');
    } catch (error) {
      if (this.#engine === engine) {
        this.unload('failed', error instanceof Error ? error.message : String(error));
      }
      throw error;
    }
  }

  private withDeadline<T>(answer: Promise<T>, engine: Engine): Promise<T> {
    const end = this.#wait(patience.answer, () => {
      // A worker that closed itself is told by nothing but its silence. What is pending rejects.
      if (this.#engine === engine) this.unload();
    });
    return answer.finally(end);
  }

  private rest(): void {
    this.#endIdle?.();
    if (this.#idleMinutes === 0 || this.#underWay > 0 || this.#engine === undefined) return;
    this.#endIdle = this.#wait(this.#idleMinutes * 60_000, () => {
      this.unload();
    });
  }

  private become(state: EngineState, message: string): void {
    if (state === this.#state && message === this.#message) return;
    this.#state = state;
    this.#message = message;
    this.parts.onState(state, message);
  }
}

/** A session of whichever engine there is. */
export class KeptSession {
  #session: EngineSession | undefined;
  #openedIn = 0;
  #isFocused = false;

  constructor(
    private readonly keeper: EngineKeeper,
    private readonly options: SessionOptions,
  ) {}

  /** As `Session.complete`; a question that an engine was replaced with is asked once more. */
  async complete(context: Context, asked: PlainCompleteOptions, signal: AbortSignal): Promise<Completion> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.keeper.guarded((engine, number) =>
          this.in(engine, number).complete(context, { ...asked, signal }),
        );
      } catch (error) {
        const isReplaced = error instanceof ForewordError && error.code === 'disposed';
        if (!isReplaced || attempt === 2 || signal.aborted) throw error;
      }
    }
  }

  /** The session in an engine. */
  in(engine: Engine, number: number): EngineSession {
    if (this.#session === undefined || this.#openedIn !== number) {
      this.#session = engine.session(this.options);
      this.#openedIn = number;
      if (this.#isFocused) this.#session.focus();
    }
    return this.#session;
  }

  /** Its questions go before those of other sessions, also in an engine to come. */
  focus(): void {
    this.#isFocused = true;
    this.#session?.focus();
  }

  unfocus(): void {
    this.#isFocused = false;
  }

  close(): void {
    this.#session?.dispose();
    this.#session = undefined;
  }
}

function textOf(progress: Progress): string {
  if (!('total' in progress) || progress.total === 0) return 'The model is being loaded.';
  const percent = Math.floor((100 * progress.loaded) / progress.total);
  return progress.phase === 'load'
    ? `The model is being loaded, ${percent}%.`
    : `The model is being prepared, once: ${percent}%.`;
}

function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => {
    clearTimeout(timer);
  };
}
