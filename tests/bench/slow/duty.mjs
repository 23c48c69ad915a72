/** How long a process runs at a stretch, in milliseconds: a frame has some of them at any factor that is of use. */
export const runMs = 2;

/** What is caught up on at once, at most: a driver that was itself kept waiting must not stop the browser for long. */
const longestStopMs = 40;

/** Keeps the shares of the time in which processes run and are stopped, whatever single waits come to. */
export class Duty {
  #useful = 0;
  #all = 0;

  /**
   * @param {number} factor - So many times slower than without.
   * @param {number} lossMs - What stopping and going on costs the processes themselves each time.
   */
  constructor(factor, lossMs = 0) {
    if (!(factor >= 1 && factor <= 20))
      throw new RangeError(`slowed down by ${factor}, which is not 1 to 20`);
    this.factor = factor;
    this.lossMs = lossMs;
  }

  /** They ran for so long; returns for how long they must stand still now. */
  ran(ms) {
    this.#useful += Math.max(0, ms - this.lossMs);
    this.#all += ms;
    return Math.min(longestStopMs, Math.max(0, this.factor * this.#useful - this.#all));
  }

  /** They stood still for so long. */
  stopped(ms) {
    this.#all += ms;
  }

  /** The factor that it came to, by the clock of whoever stops them. */
  get reached() {
    return this.#useful === 0 ? 1 : this.#all / this.#useful;
  }
}
