/** A clock that stands still until it is told to go on, in place of this process's own. */
export class Clock {
  #now = 0;
  #timers = [];
  #ids = 0;
  #own = { setTimeout, clearTimeout, now: performance.now };

  get now() {
    return this.#now;
  }

  install() {
    globalThis.setTimeout = (run, ms = 0) => {
      const id = (this.#ids += 1);
      this.#timers.push({ id, at: this.#now + Math.max(0, ms), run });
      return id;
    };
    globalThis.clearTimeout = (id) => {
      this.#timers = this.#timers.filter((timer) => timer.id !== id);
    };
    performance.now = () => this.#now;
  }

  remove() {
    globalThis.setTimeout = this.#own.setTimeout;
    globalThis.clearTimeout = this.#own.clearTimeout;
    delete performance.now;
  }

  /** Goes on to `at`; what is due until then is run in order, with all that it promises. */
  async goTo(at) {
    await settled();
    for (let next = this.#next(at); next !== undefined; next = this.#next(at)) {
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settled();
    }
    this.#now = Math.max(this.#now, at);
  }

  #next(at) {
    return this.#timers
      .filter((timer) => timer.at <= at)
      .sort((one, other) => one.at - other.at || one.id - other.id)[0];
  }
}

/** Promises that are kept keep others in turn. */
async function settled() {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}
