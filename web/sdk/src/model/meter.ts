/** Weight of the past after one second without news: the speed shown is that of the last few seconds. */
const keepPerSecond = 0.6;

/** Speed and time left of a download. */
export class Meter {
  #last: { bytes: number; at: number } | undefined;
  #bytesPerSecond = 0;

  /** @param total - Bytes of the whole file. @param startedAt - Milliseconds, like every later time. */
  constructor(
    private readonly total: number,
    private readonly startedAt: number,
  ) {}

  /** `received` counts from the file's start, so that a resumed download goes on where it was. */
  at(received: number, now: number) {
    const last = this.#last ?? { bytes: received, at: this.startedAt };
    const seconds = (now - last.at) / 1000;
    if (seconds > 0 && this.#last !== undefined) {
      const keep = this.#bytesPerSecond === 0 ? 0 : keepPerSecond ** seconds;
      this.#bytesPerSecond = keep * this.#bytesPerSecond + (1 - keep) * ((received - last.bytes) / seconds);
    }
    if (seconds > 0 || this.#last === undefined) this.#last = { bytes: received, at: now };
    const bytesPerSecond = this.#bytesPerSecond;
    const secondsLeft = bytesPerSecond > 0 ? (this.total - received) / bytesPerSecond : undefined;
    return { received, total: this.total, bytesPerSecond, secondsLeft };
  }
}
