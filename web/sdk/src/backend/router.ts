import type { CoreEngine } from '../core.js';
import { ForewordError, toForewordError } from '../errors.js';
import type { Activity } from './activity.js';
import { release } from './open.js';
import { within } from './within.js';

/** The engine on the graphics card that is in use. */
interface InUse {
  engine: CoreEngine;
  /** How long a call may take. */
  answerMs: number;
  /** Aborted with the reason when it is given up. */
  gone: AbortController;
}

export interface RouterOptions {
  cpu: CoreEngine;
  activity: Activity;
  /** The graphics card was given up because of this error. */
  onLost(error: ForewordError): void;
}

/**
 * Brings calls to the engine on the graphics card while there is one, and to the processor's else. A call that fails on
 * the graphics card is answered by the processor.
 */
export class Router {
  #gpu: InUse | undefined;
  /** Number of the newest call or cancellation: what is older must not be asked again. */
  #newest = 0;

  constructor(private readonly options: RouterOptions) {}

  get usesGpu(): boolean {
    return this.#gpu !== undefined;
  }

  /** From now on `engine` answers. */
  use(engine: CoreEngine, answerMs: number): void {
    this.leave(new ForewordError('cancelled', 'another engine took over'));
    this.#gpu = { engine, answerMs, gone: new AbortController() };
  }

  /** From now on the processor answers, what is under way too. */
  leave(reason: ForewordError): void {
    const gpu = this.#gpu;
    this.#gpu = undefined;
    gpu?.gone.abort(reason);
    if (gpu !== undefined) release(gpu.engine);
  }

  call<T>(start: (engine: CoreEngine) => Promise<T>): Promise<T> {
    return this.options.activity.during(() => this.run(start));
  }

  cancel(): void {
    this.#newest += 1;
    const gpu = this.#gpu;
    try {
      gpu?.engine.cancel();
    } catch (error) {
      if (gpu !== undefined) this.lost(gpu, error);
    }
    this.options.cpu.cancel();
  }

  private async run<T>(start: (engine: CoreEngine) => Promise<T>): Promise<T> {
    const number = ++this.#newest;
    const gpu = this.#gpu;
    if (gpu === undefined) return start(this.options.cpu);
    try {
      // In an async function, so that what is thrown at once is a rejection like all others.
      const answer = (async () => start(gpu.engine))();
      return await within(gpu.answerMs, answer, gpu.gone.signal);
    } catch (error) {
      if (this.#gpu === gpu && isAnswer(error)) throw error;
      this.lost(gpu, error);
      if (number !== this.#newest) throw new ForewordError('cancelled', 'a newer request took over');
      return start(this.options.cpu);
    }
  }

  private lost(gpu: InUse, thrown: unknown): void {
    if (this.#gpu !== gpu) return;
    const reason = toForewordError(thrown);
    this.leave(reason);
    this.options.onLost(reason);
  }
}

/** Errors that say something about the call and nothing about the graphics card. */
function isAnswer(error: unknown): boolean {
  const { code } = toForewordError(error);
  return code === 'cancelled' || code === 'bad-argument';
}
