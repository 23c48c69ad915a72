/** How long a process runs at a stretch, in milliseconds: a frame has some of them at any factor that is of use. */
export const runMs = 1;

/** What is caught up on at once, at most: a driver that was itself kept waiting must not stop the browser for long. */
const longestStopMs = 40;

/** Keeps the shares of the time in which processes run and are stopped, whatever single waits come to. */
export class Duty {
  #ran = 0;
  #stopped = 0;

  /** @param {number} factor - So many times slower than without. */
  constructor(factor) {
    if (!(factor >= 1 && factor <= 20))
      throw new RangeError(`slowed down by ${factor}, which is not 1 to 20`);
    this.factor = factor;
  }

  /** They ran for so long; returns for how long they must stand still now. */
  ran(ms) {
    this.#ran += ms;
    const owed = (this.factor - 1) * this.#ran - this.#stopped;
    return Math.min(longestStopMs, Math.max(0, owed));
  }

  /** They stood still for so long. */
  stopped(ms) {
    this.#stopped += ms;
  }

  /** The factor that it came to, by the clock of whoever stops them. */
  get reached() {
    return this.#ran === 0 ? 1 : (this.#ran + this.#stopped) / this.#ran;
  }
}
