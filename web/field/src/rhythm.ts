/** What a person's keys are taken to be apart before any is known, in milliseconds. */
const usualMs = 140;

/** A longer gap is a pause and says nothing of how fast somebody types. */
const maxGapMs = 700;

/** How much of a new gap goes into the mean: about the last ten keys count. */
const share = 0.1;

/** So many times longer than the mean gap, a gap is a rest. */
const restOfMean = 1.9;

/** Nobody's rest is shorter or longer than this. */
const minRestMs = 150;
const maxRestMs = 600;

/** How fast a person types, and so from when on a gap between two keys is a rest. */
export class Rhythm {
  #mean = usualMs;
  #last = -Infinity;

  /** A key was pressed at `now`, in milliseconds. */
  key(now: number): void {
    const gap = now - this.#last;
    this.#last = now;
    if (gap <= maxGapMs) this.#mean += share * (gap - this.#mean);
  }

  /** When the rest after the last key begins, if no other comes before. */
  get restsAt(): number {
    return this.#last + Math.min(maxRestMs, Math.max(minRestMs, restOfMean * this.#mean));
  }
}
