import type { PortLike } from '../src/fields/link.js';

/** Timers that a test turns by hand. */
export class FakeTimers {
  #waiting: { at: number; run: () => void }[] = [];
  #now = 0;

  readonly wait = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.#now + ms, run };
    this.#waiting.push(timer);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== timer);
    };
  };

  /** Lets time pass, and what follows from it happen. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settled();
      const next = this.#waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }
}

/** Promises that are settled have told everybody by then. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** A port whose other end is the test. */
export class FakePort implements PortLike {
  readonly sent: { kind: string; id?: number }[] = [];
  isClosed = false;
  #messages: ((message: unknown) => void)[] = [];
  #ends: (() => void)[] = [];

  readonly onMessage = {
    addListener: (listener: (message: unknown) => void) => void this.#messages.push(listener),
  };
  readonly onDisconnect = { addListener: (listener: () => void) => void this.#ends.push(listener) };

  postMessage(message: { kind: string; id?: number }): void {
    if (this.isClosed) throw new Error('Attempting to use a disconnected port object');
    this.sent.push(message);
  }

  disconnect(): void {
    this.isClosed = true;
  }

  /** The other side says something. */
  say(message: unknown): void {
    for (const listener of this.#messages) listener(message);
  }

  /** The other side goes away. */
  lose(): void {
    this.isClosed = true;
    for (const listener of this.#ends) listener();
  }
}
