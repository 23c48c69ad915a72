/** A pause in typing that is long enough to be one: between the letters of a word there are 100 to 300 ms. */
const pauseMs = 450;

/** Work for a pause in typing: it starts when the pause is long enough and is aborted when the pause ends. */
export class Pause {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | undefined;

  /** @param onBusy - Called with `true` when work is planned, and with `false` once none is planned or under way. */
  constructor(private readonly onBusy: (isBusy: boolean) => void) {}

  /** Starts `work` unless {@link end} is called within the pause. `work` must not reject. */
  plan(work: (signal: AbortSignal) => Promise<void>): void {
    this.end();
    const abort = new AbortController();
    this.#abort = abort;
    this.onBusy(true);
    this.#timer = setTimeout(() => {
      void work(abort.signal).finally(() => {
        if (this.#abort === abort) this.end();
      });
    }, pauseMs);
  }

  /** Ends the pause, and with it what was planned or is under way. */
  end(): void {
    if (this.#abort === undefined) return;
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#abort = undefined;
    this.onBusy(false);
  }
}
