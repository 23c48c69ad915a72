import type { PhaseKeeper } from './phase.js';
import { Rhythm } from './rhythm.js';

/** Waits for a rest, before drafts appear that may have to go with the next key. */
export class Hold {
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #rhythm = new Rhythm();

  constructor(
    private readonly phases: Pick<PhaseKeeper, 'isHolding'>,
    /** The moment has come. */
    private readonly onRest: () => void,
  ) {}

  /** The text changed at `now`, in milliseconds, and what is held is given up. */
  typed(now: number): void {
    this.end();
    this.#rhythm.key(now);
  }

  /** Something is held at `now`; if the rest has begun, it has its moment at once. */
  start(now: number): void {
    this.end();
    const left = this.#rhythm.restsAt - now;
    if (left <= 0) {
      this.onRest();
      return;
    }
    this.phases.isHolding = true;
    this.#timer = setTimeout(() => {
      this.end();
      this.onRest();
    }, left);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.phases.isHolding = false;
  }
}
