import { ForewordError, toForewordError } from '../errors.js';
import type { Progress } from '../types.js';
import { validate } from '../validate.js';
import { type Output, answerSchema, outputSchema } from './answers.js';
import type { CallKind, Input } from './requests.js';
import type { Transport, TransportEvents } from './transport.js';

/** The part of `Worker` that is used, so that tests can bring their own. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  addEventListener(type: 'messageerror', listener: () => void): void;
  terminate(): void;
}

interface Pending {
  kind: CallKind;
  resolve: (value: unknown) => void;
  reject: (error: ForewordError) => void;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * The host in a worker. The worker starts with the first call, and again with the first call after it died; the calls
 * that were pending when it died reject with `code` `"engine-crashed"`.
 */
export class WorkerTransport implements Transport {
  #worker: WorkerLike | undefined;
  #pending = new Map<number, Pending>();
  #lastId = 0;
  #disposed = false;

  constructor(
    private readonly start: () => WorkerLike,
    private readonly events: TransportEvents = {},
  ) {}

  dispose(): void {
    this.#disposed = true;
    this.end(new ForewordError('disposed', 'the engine was disposed of'));
  }

  call<K extends CallKind>(
    kind: K,
    input: Input<K>,
    onProgress?: (progress: Progress) => void,
  ): Promise<Output<K>> {
    return new Promise<Output<K>>((resolve, reject) => {
      if (this.#disposed) throw new ForewordError('disposed', 'the engine was disposed of');
      const worker = (this.#worker ??= this.open());
      const id = ++this.#lastId;
      worker.postMessage({ kind, id, input });
      this.#pending.set(id, {
        kind,
        resolve: resolve as (value: unknown) => void,
        reject,
        onProgress,
      });
    });
  }

  private open(): WorkerLike {
    let worker: WorkerLike;
    try {
      worker = this.start();
    } catch (error) {
      if (error instanceof ForewordError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new ForewordError('engine-crashed', `the worker did not start: ${message}`, {}, { cause: error });
    }
    const ifCurrent = (action: () => void) => () => {
      if (this.#worker === worker) action();
    };
    worker.addEventListener('message', ({ data }) => {
      ifCurrent(() => {
        this.receive(data);
      })();
    });
    worker.addEventListener('error', ({ message }) => {
      ifCurrent(() => {
        this.crashed(message ?? 'its script did not load; foreword/inlined has it inside');
      })();
    });
    worker.addEventListener(
      'messageerror',
      ifCurrent(() => {
        this.crashed('a message could not be read');
      }),
    );
    return worker;
  }

  private receive(data: unknown): void {
    try {
      const answer = validate(answerSchema, data, { code: 'bad-message', name: 'answer' });
      if (answer.kind === 'backend') {
        this.events.onBackend?.(answer.status);
        return;
      }
      const pending = this.#pending.get(answer.id);
      if (pending === undefined) return;
      if (answer.kind === 'progress') {
        pending.onProgress?.(answer.progress);
        return;
      }
      if (answer.kind === 'throw' && answer.error.code === 'engine-crashed') {
        this.crashed(answer.error.message);
        return;
      }
      this.#pending.delete(answer.id);
      if (answer.kind === 'throw') {
        pending.reject(new ForewordError(answer.error.code, answer.error.message, answer.error.details));
      } else {
        this.settle(pending, answer.value);
      }
    } catch (error) {
      // The answer belongs to a call, but to which one cannot be known, so nothing from this worker can be trusted.
      this.crashed(toForewordError(error).message);
    }
  }

  private settle(pending: Pending, value: unknown): void {
    try {
      pending.resolve(
        validate(outputSchema(pending.kind), value, { code: 'bad-message', name: pending.kind }),
      );
    } catch (error) {
      pending.reject(toForewordError(error));
    }
  }

  private crashed(reason: string): void {
    this.end(new ForewordError('engine-crashed', `the engine stopped: ${reason}`));
    this.events.onCrash?.();
  }

  private end(error: ForewordError): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
  }
}
