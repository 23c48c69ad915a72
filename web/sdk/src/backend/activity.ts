/** Which calls are under way, so that work in the background can give way to them. */
export class Activity {
  readonly #calls = new Set<Promise<unknown>>();
  readonly #listeners = new Set<() => void>();

  get isIdle(): boolean {
    return this.#calls.size === 0;
  }

  /** Counts `start`'s promise as a call until it settles. */
  async during<T>(start: () => Promise<T>): Promise<T> {
    for (const listener of this.#listeners) listener();
    const call = start();
    this.#calls.add(call);
    try {
      return await call;
    } finally {
      this.#calls.delete(call);
    }
  }

  /** Calls `listener` whenever a call begins, just before it does. Returns a function that ends this. */
  onCall(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when no call is under way. One may have begun by the time the caller goes on; see {@link whenIdle}. */
  async idle(): Promise<void> {
    while (!this.isIdle) await Promise.allSettled(this.#calls);
  }

  /** Runs `task` at a moment at which no call is under way. */
  async whenIdle<T>(task: () => T): Promise<Awaited<T>> {
    await this.idle();
    return this.isIdle ? await task() : this.whenIdle(task);
  }

  /** Resolves when no call has been under way for `ms` milliseconds. Rejects if `signal` aborts. */
  async quiet(ms: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.idle();
      signal.throwIfAborted();
      let calls = 0;
      const stop = this.onCall(() => (calls += 1));
      await new Promise((resolve) => setTimeout(resolve, ms));
      stop();
      signal.throwIfAborted();
      if (calls === 0) return;
    }
  }
}

/** Lets messages in: a turn of the event loop, and as long as it takes until no call is under way. */
export async function giveWay(activity: Activity, signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  await activity.idle();
  signal.throwIfAborted();
}
