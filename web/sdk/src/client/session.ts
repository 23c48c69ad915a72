import type { EngineSession, Session } from '../engine.js';
import { ForewordError, toForewordError } from '../errors.js';
import type { Input } from '../transport/requests.js';
import type { Transport } from '../transport/transport.js';
import type { Learned, Why } from '../profile/types.js';
import { completeSchema, contextSchema } from '../schemas.js';
import type {
  CompleteOptions,
  Completing,
  Completion,
  Context,
  Draft,
  EngineInfo,
  PlainCompleteOptions,
  SessionOptions,
} from '../types.js';
import { validate } from '../validate.js';
import { abortError, unlessAborted } from './abort.js';
import { type Ask, completing } from './completing.js';
import type { Personal } from './profile.js';

/** What a session needs of its engine. */
export interface SessionEngine {
  transport: Transport;
  personal: Personal;
  /** Loads the engine if it is not loaded. */
  ready(): Promise<EngineInfo>;
  /** How often the engine has crashed. A session that was opened before the last crash is opened again. */
  readonly crashes: number;
  isFocused(session: Session): boolean;
  focus(session: Session): void;
  /** The session was disposed of. */
  forget(session: Session): void;
}

interface Question {
  context: Context;
  choose: Parameters<Ask>[0];
}

/** A session over any transport: lets the latest request win, asks again after a crash, speaks `AbortSignal`. */
export class SessionClient implements EngineSession {
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

  complete(context: Context, options: CompleteOptions = {}): Completing {
    try {
      const checked = validate(contextSchema, context, { code: 'bad-argument', name: 'context' });
      const wanted = validate(completeSchema, options, { code: 'bad-argument', name: 'options' });
      if (this.#disposal !== undefined) throw this.#disposal;
      options.signal?.throwIfAborted();
      const signal = this.begin(options.signal);
      return completing(wanted, (choose) =>
        unlessAborted(signal, this.ask({ context: checked, choose }, signal)),
      );
    } catch (error) {
      // Callers expect a promise that rejects; an abort signal may carry any reason.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      return completing({}, () => Promise.reject(error));
    }
  }

  async learn(text: string): Promise<Learned> {
    const { personal } = this.engine;
    if (personal.choice === false) return { notLearned: 'off', leftOut: [] };
    await this.begun();
    return personal.ask((opened) => opened.learn(this.id, this.options, text));
  }

  async accept(context: Context, draft: Draft, taken?: string): Promise<void> {
    if (!this.isPersonal) return;
    await this.begun();
    return this.engine.personal.ask((opened) => opened.accept(this.id, { context, draft, taken }));
  }

  async dismiss(): Promise<void> {
    if (!this.isPersonal) return;
    if (this.#disposal !== undefined) throw this.#disposal;
    return this.engine.personal.ask((opened) => opened.dismiss());
  }

  async why(context: Context, draft: Draft): Promise<Why> {
    await this.begun();
    return this.engine.personal.ask((opened) => opened.why(this.id, context, draft));
  }

  focus(): void {
    this.engine.focus(this);
    this.tell('focus', { session: this.id });
  }

  dispose(): void {
    this.end(new ForewordError('disposed', 'the session was disposed of'));
    this.tell('close', { session: this.id });
    this.engine.personal.mention((opened) => {
      opened.closed(this.id);
    });
    this.engine.forget(this);
  }

  /** Rejects the pending and all later calls with this error. */
  end(error: ForewordError): void {
    this.#disposal ??= error;
    this.#latest.abort(error);
  }

  /** Ends the latest call; the signal aborts when the new one is to end, too. */
  private begin(callers: AbortSignal | undefined): AbortSignal {
    this.#latest.abort(abortError('a newer request took over'));
    this.#latest = new AbortController();
    const own = this.#latest.signal;
    return callers === undefined ? own : AbortSignal.any([own, callers]);
  }

  /** A call whose engine dies is asked once more of a new engine, so that nobody has to type again for an answer. */
  private async ask({ context, choose }: Question, signal: AbortSignal): Promise<Completion> {
    for (let attempt = 1; ; attempt++) {
      const { decoder } = await this.engine.ready();
      signal.throwIfAborted();
      try {
        const options: PlainCompleteOptions = choose(decoder.state === 'loaded');
        return await this.send({ session: this.id, call: ++this.#calls, context, options }, signal);
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
      this.engine.personal.tell((opened) => {
        opened.used(session, this.options);
      });
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Opens it, so that the profile can be asked about it. */
  private async begun(): Promise<void> {
    if (this.#disposal !== undefined) throw this.#disposal;
    await this.engine.ready();
    this.open();
  }

  /** Whether there is a profile for it. */
  private get isPersonal(): boolean {
    return this.engine.personal.choice !== false && this.options.personal !== false;
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
