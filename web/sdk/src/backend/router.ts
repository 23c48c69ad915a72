import type { CoreEngine } from '../core.js';
import { ForewordError, toForewordError } from '../errors.js';
import type { Running } from '../host/scheduler.js';
import type { Activity } from './activity.js';
import { release } from './release.js';
import { withTimeout } from './timeout.js';

/** The engine on the graphics card that is in use. */
interface InUse {
  engine: CoreEngine;
  /** How long a call may take. */
  answerMs: number;
  /** Aborted with the reason when the engine is given up. */
  gone: AbortController;
  /** End the calls that run on it. */
  stops: Set<() => void>;
}

/** A call that either engine can answer. It may be asked of both, one after the other. */
export interface RoutedCall<T> {
  start(engine: CoreEngine): Promise<T>;
  /** Ends the call in the engine that runs it. */
  stop(engine: CoreEngine): void;
}

export interface RouterOptions {
  cpu: CoreEngine;
  activity: Activity;
  /** The graphics card was given up because of this error. */
  onLost(error: ForewordError): void;
}

/**
 * Brings calls to the engine on the graphics card while there is one, else to the engine on the processor. A call that
 * fails on the graphics card is answered by the processor.
 */
export class Router {
  #gpu: InUse | undefined;

  constructor(private readonly options: RouterOptions) {}

  get usesGpu(): boolean {
    return this.#gpu !== undefined;
  }

  /** The engines in use. */
  get engines(): CoreEngine[] {
    const { cpu } = this.options;
    return this.#gpu === undefined ? [cpu] : [cpu, this.#gpu.engine];
  }

  /** From now on `engine` answers. */
  use(engine: CoreEngine, answerMs: number): void {
    this.leave();
    this.#gpu = { engine, answerMs, gone: new AbortController(), stops: new Set() };
  }

  /** From now on the processor answers, calls under way included. */
  leave(reason = new ForewordError('cancelled', 'another engine took over')): void {
    const gpu = this.#gpu;
    this.#gpu = undefined;
    if (gpu === undefined) return;
    gpu.gone.abort(reason);
    for (const stop of gpu.stops) stop();
    release(gpu.engine);
  }

  begin<T>(call: RoutedCall<T>): Running<T> {
    const state: CallState = { engine: undefined, isStopped: false };
    return {
      answer: this.options.activity.during(() => this.answer(call, state)),
      stop: () => {
        this.stop(call, state);
      },
    };
  }

  private async answer<T>(call: RoutedCall<T>, state: CallState): Promise<T> {
    const askOf = (engine: CoreEngine): Promise<T> => {
      if (state.isStopped) throw new ForewordError('cancelled', 'the request was cancelled');
      state.engine = engine;
      return call.start(engine);
    };
    const gpu = this.#gpu;
    if (gpu === undefined) return askOf(this.options.cpu);
    const stop = () => {
      stopQuietly(call, gpu.engine);
    };
    gpu.stops.add(stop);
    try {
      // The async function turns an error thrown at once into a rejection.
      const answer = (async () => askOf(gpu.engine))();
      return await withTimeout(gpu.answerMs, answer, gpu.gone.signal);
    } catch (error) {
      if (this.#gpu === gpu && concernsOnlyTheCall(error)) throw error;
      this.lost(gpu, error);
    } finally {
      gpu.stops.delete(stop);
    }
    return askOf(this.options.cpu);
  }

  private stop<T>(call: RoutedCall<T>, state: CallState): void {
    const { engine } = state;
    if (state.isStopped) return;
    state.isStopped = true;
    if (engine === undefined) return;
    try {
      call.stop(engine);
    } catch (error) {
      const gpu = this.#gpu;
      if (gpu?.engine !== engine) throw error;
      this.lost(gpu, error);
    }
  }

  private lost(gpu: InUse, thrown: unknown): void {
    if (this.#gpu !== gpu) return;
    const reason = toForewordError(thrown);
    this.leave(reason);
    this.options.onLost(reason);
  }
}

interface CallState {
  /** The engine that runs the call. */
  engine: CoreEngine | undefined;
  isStopped: boolean;
}

function stopQuietly<T>(call: RoutedCall<T>, engine: CoreEngine): void {
  try {
    call.stop(engine);
  } catch {
    // The engine crashed, and the call with it.
  }
}

/** Whether the error says nothing about the graphics card. */
function concernsOnlyTheCall(error: unknown): boolean {
  const { code } = toForewordError(error);
  return code === 'cancelled' || code === 'bad-argument';
}
