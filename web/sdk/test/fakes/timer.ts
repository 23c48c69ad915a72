import type { Timer } from '../../src/model/stall.js';

/** No time passes. */
export const never: Timer = () => () => undefined;

/** A timer whose time passes when the test says so. */
export class FakeTimers {
  readonly #waiting = new Map<() => void, number>();

  readonly timer: Timer = (ms, task) => {
    this.#waiting.set(task, ms);
    return () => this.#waiting.delete(task);
  };

  /** Milliseconds that are waited for. */
  get waits(): number[] {
    return [...this.#waiting.values()];
  }

  /** Lets the time of everything that waits run out. */
  expire(): void {
    const tasks = [...this.#waiting.keys()];
    this.#waiting.clear();
    for (const task of tasks) task();
  }
}
