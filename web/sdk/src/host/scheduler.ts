import { ForewordError, toForewordError } from '../errors.js';

/** A call that has begun. */
export interface Running<T> {
  answer: Promise<T>;
  /** Makes `answer` reject with `code` `"cancelled"`, unless it settles first. */
  stop(): void;
}

/** Identifies a session. */
export type SessionKey = object;

interface Entry {
  readonly session: SessionKey;
  /** Number of the call within its session; none if nobody asked, and the call is only run while nothing is asked. */
  call: number | undefined;
  readonly begin: () => Running<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  running?: Running<unknown>;
  /** A focused session's call takes its place; it begins again later. */
  isPreempted?: boolean;
  /** Its caller has been answered. */
  isSettled?: boolean;
}

/**
 * Decides which call the engine runs; it runs one at a time.
 *
 * - Of the calls of one session the latest wins: an older one rejects with `code` `"cancelled"`.
 * - The calls of the focused session go first, all others in order of arrival.
 * - A call of the focused session interrupts a running call of another session. That one goes back to the head of the
 *   queue and begins again, which its caller doesn't notice.
 *
 * - What nobody asked for runs last, and is ended by whatever is asked, unless it is {@link adopt adopted}.
 *
 * A call that was stopped counts as running until its answer settles.
 */
export class Scheduler {
  /** In order of arrival, interrupted calls first. */
  #waiting: Entry[] = [];
  #running: Entry | undefined;
  #focused: SessionKey | undefined;
  /** Resolves when the running call has ended. */
  #runningEnd: Promise<void> = Promise.resolve();

  /** Runs `begin` when it is this call's turn; after an interruption again. */
  submit<T>(session: SessionKey, call: number, begin: () => Running<T>): Promise<T> {
    this.supersede(session);
    return this.enter(session, call, begin);
  }

  /** Runs `begin` once nothing else is to be done; rejects with `code` `"cancelled"` as soon as there is. */
  guess<T>(session: SessionKey, begin: () => Running<T>): Promise<T> {
    return this.enter(session, undefined, begin);
  }

  /** The session's guess, if it waits or runs, is asked for now, as the call of this number. */
  adopt(session: SessionKey, call: number): void {
    for (const entry of this.of(session)) entry.call ??= call;
    this.preempt();
  }

  /** Ends the session's calls, since there is a newer one, and all guesses. */
  supersede(session: SessionKey): void {
    const error = new ForewordError('cancelled', 'a newer request took over');
    for (const entry of this.all) {
      if (entry.session === session || entry.call === undefined) this.end(entry, error);
    }
  }

  /** Ends the session's call of this number, if it waits or runs. */
  cancel(session: SessionKey, call: number): void {
    for (const entry of this.of(session)) {
      if (entry.call === call)
        this.end(entry, new ForewordError('cancelled', 'the caller cancelled the request'));
    }
  }

  /** From now on the calls of this session go before all others. */
  focus(session: SessionKey): void {
    this.#focused = session;
    this.preempt();
  }

  /** Ends the session's calls. Resolves when none of them runs any more. */
  close(session: SessionKey): Promise<void> {
    if (this.#focused === session) this.#focused = undefined;
    this.cancelAll(session, new ForewordError('cancelled', 'the session was closed'));
    return this.#running?.session === session ? this.#runningEnd : Promise.resolve();
  }

  /** Ends all calls. */
  dispose(error: ForewordError): void {
    for (const entry of this.all) this.end(entry, error);
  }

  private enter<T>(session: SessionKey, call: number | undefined, begin: () => Running<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ session, call, begin, resolve: resolve as (value: unknown) => void, reject });
      this.preempt();
      this.next();
    });
  }

  private get all(): Entry[] {
    return this.#running === undefined ? this.#waiting : [this.#running, ...this.#waiting];
  }

  private of(session: SessionKey): Entry[] {
    return this.all.filter((entry) => entry.session === session);
  }

  private cancelAll(session: SessionKey, error: ForewordError): void {
    for (const entry of this.of(session)) this.end(entry, error);
  }

  /** Answers the caller, and stops the call if it runs. */
  private end(entry: Entry, error: ForewordError): void {
    if (entry.isSettled === true) return;
    entry.isSettled = true;
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    entry.reject(error);
    if (entry.isPreempted !== true) entry.running?.stop();
  }

  /** Interrupts the running call if the focused session has one that waits. */
  private preempt(): void {
    const running = this.#running;
    if (running === undefined || running.isSettled === true || running.isPreempted === true) return;
    const isWanted = this.#waiting.some(
      ({ session, call }) => session === this.#focused && call !== undefined,
    );
    if (running.session === this.#focused || !isWanted) return;
    running.isPreempted = true;
    running.running?.stop();
  }

  private next(): void {
    if (this.#running !== undefined) return;
    const asked = this.#waiting.filter(({ call }) => call !== undefined);
    const entry = asked.find(({ session }) => session === this.#focused) ?? asked[0] ?? this.#waiting[0];
    if (entry === undefined) return;
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    this.#running = entry;
    this.#runningEnd = this.run(entry);
  }

  private async run(entry: Entry): Promise<void> {
    try {
      entry.running = entry.begin();
      const value = await entry.running.answer;
      this.settle(entry, () => {
        entry.resolve(value);
      });
    } catch (error) {
      if (entry.isPreempted === true && toForewordError(error).code === 'cancelled') this.requeue(entry);
      else {
        this.settle(entry, () => {
          entry.reject(error);
        });
      }
    }
    this.#running = undefined;
    this.next();
  }

  private settle(entry: Entry, answer: () => void): void {
    if (entry.isSettled === true) return;
    entry.isSettled = true;
    answer();
  }

  private requeue(entry: Entry): void {
    if (entry.isSettled === true) return;
    const { session, call, begin, resolve, reject } = entry;
    this.#waiting.unshift({ session, call, begin, resolve, reject });
  }
}
