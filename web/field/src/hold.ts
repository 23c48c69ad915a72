import type { PhaseKeeper } from './phase.js';

/** A person who has not pressed a key for so long is about to look. */
const restMs = 150;

/** Waits for a moment without keys, before drafts appear that may have to go with the next key. */
export class Hold {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastKey = -Infinity;

  constructor(
    private readonly phases: Pick<PhaseKeeper, 'isHolding'>,
    /** The moment has come. */
    private readonly onRest: () => void,
  ) {}

  /** The text changed at `now`, in milliseconds, and what is held is given up. */
  typed(now: number): void {
    this.end();
    this.#lastKey = now;
  }

  /** Something is held at `now`; if there has been no key for long enough, it has its moment at once. */
  start(now: number): void {
    this.end();
    const left = this.#lastKey + restMs - now;
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
