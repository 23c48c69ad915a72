/** Factor by which the weight of earlier bytes falls per second, so that the speed is that of the last few seconds. */
const keepPerSecond = 0.6;

/** Until then the first bytes, which tell of the connection's start only, would make a wild estimate. */
const settleMs = 400;

/** Speed and time left of a download. */
export class Meter {
  #last: { bytes: number; at: number } | undefined;
  /** Both fade with age, so that their quotient follows the speed. */
  #bytes = 0;
  #seconds = 0;

  /** @param total - Bytes of all files. @param startedAt - Milliseconds, like every later time. */
  constructor(
    readonly total: number,
    private startedAt: number,
  ) {}

  /** Forgets the speed: the connection is a new one. */
  restart(now: number): void {
    this.#last = undefined;
    this.#bytes = 0;
    this.#seconds = 0;
    this.startedAt = now;
  }

  /** `loaded` includes the bytes of earlier downloads, so that a resumed download continues at its old position. */
  at(loaded: number, now: number) {
    const last = this.#last ?? { bytes: loaded, at: now };
    this.#last = { bytes: loaded, at: now };
    const seconds = (now - last.at) / 1000;
    const keep = keepPerSecond ** seconds;
    this.#bytes = keep * this.#bytes + (loaded - last.bytes);
    this.#seconds = keep * this.#seconds + seconds;
    const isSettled = now - this.startedAt >= settleMs && this.#seconds > 0;
    const bytesPerSecond = isSettled ? this.#bytes / this.#seconds : 0;
    const secondsLeft = bytesPerSecond > 0 ? (this.total - loaded) / bytesPerSecond : undefined;
    return { loaded, total: this.total, bytesPerSecond, secondsLeft };
  }
}
