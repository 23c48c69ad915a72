import type { Session } from '../engine.js';
import { ForewordError, toForewordError } from '../errors.js';
import type { Input } from '../transport/messages.js';
import type { Transport } from '../transport/transport.js';
import {
  type CompleteOptions,
  type Completion,
  type Context,
  type SessionOptions,
  completeSchema,
  contextSchema,
} from '../types.js';
import { validate } from '../validate.js';
import { abortError, unlessAborted } from './abort.js';

/** What a session needs of its engine. */
export interface SessionEngine {
  transport: Transport;
  /** Loads the engine if it is not loaded. */
  ready(): Promise<unknown>;
  /** How often the engine has crashed. A session that was opened before the last crash is opened again. */
  readonly crashes: number;
  isFocused(session: Session): boolean;
  focus(session: Session): void;
  /** The session was disposed of. */
  forget(session: Session): void;
}

/** A session over any transport: lets the latest request win, asks again after a crash, speaks `AbortSignal`. */
export class SessionClient implements Session {
  /** Value of {@link SessionEngine.crashes} when the host last opened this session. */
  #openedAt: number | undefined;
  #calls = 0;
  /** Ends the latest call. */
  #latest = new AbortController();
  #disposal: ForewordError | undefined;

  constructor(
    private readonly id: number,
    private readonly options: SessionOptions,
    private readonly engine: SessionEngine,
  ) {}

  async complete(context: Context, options: CompleteOptions = {}): Promise<Completion> {
    const checked = validate(contextSchema, context, { code: 'bad-argument', name: 'context' });
    const wanted = validate(completeSchema, options, { code: 'bad-argument', name: 'options' });
    if (this.#disposal !== undefined) throw this.#disposal;
    options.signal?.throwIfAborted();
    this.#latest.abort(abortError('a newer request took over'));
    this.#latest = new AbortController();
    const own = this.#latest.signal;
    const signal = options.signal === undefined ? own : AbortSignal.any([own, options.signal]);
    return unlessAborted(signal, this.ask({ context: checked, options: wanted }, signal));
  }

  focus(): void {
    this.engine.focus(this);
    this.tell('focus', { session: this.id });
  }

  dispose(): void {
    this.end(new ForewordError('disposed', 'the session was disposed of'));
    this.tell('close', { session: this.id });
    this.engine.forget(this);
  }

  /** Rejects the pending and all later calls with this error. */
  end(error: ForewordError): void {
    this.#disposal ??= error;
    this.#latest.abort(error);
  }

  /** A call whose engine dies is asked once more of a new engine, so that nobody has to type again for an answer. */
  private async ask(
    call: Pick<Input<'complete'>, 'context' | 'options'>,
    signal: AbortSignal,
  ): Promise<Completion> {
    for (let attempt = 1; ; attempt++) {
      await this.engine.ready();
      signal.throwIfAborted();
      try {
        return await this.send({ session: this.id, call: ++this.#calls, ...call }, signal);
      } catch (error) {
        const reason = toForewordError(error);
        if (reason.code === 'cancelled') throw abortError(reason.message);
        if (reason.code !== 'engine-crashed' || attempt === 2 || signal.aborted) throw reason;
      }
    }
  }

  private async send(input: Input<'complete'>, signal: AbortSignal): Promise<Completion> {
    this.open();
    const { session, call } = input;
    const cancel = () => {
      this.tell('cancel', { session, call });
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await this.engine.transport.call('complete', input);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  private get isOpen(): boolean {
    return this.#openedAt === this.engine.crashes;
  }

  private open(): void {
    if (this.isOpen) return;
    this.#openedAt = this.engine.crashes;
    this.tell('open', { session: this.id, options: this.options });
    if (this.engine.isFocused(this)) this.tell('focus', { session: this.id });
  }

  /** Sends a message to the host that knows this session. If it fails, the session's next call fails too. */
  private tell<K extends 'open' | 'cancel' | 'focus' | 'close'>(kind: K, input: Input<K>): void {
    if (!this.isOpen) return;
    this.engine.transport.call(kind, input).catch(() => undefined);
  }
}
