import { type Offer, ghostOf, typedOn } from './offer.js';

/** A ghost that stood for a shorter time was not read. */
const readMs = 200;

/** Who presses a key looks at what it brings, and has read it sooner. */
const readAfterKeyMs = 100;

/** What stood there since `at`, in milliseconds. */
interface Seen {
  offer: Offer | undefined;
  at: number;
  /** How long it had to stand to be read. */
  needed: number;
}

/** Remembers what stood at the caret in the last moments, since a key means what its person has read. */
export class Lately {
  /** The first has stood for long enough, or nothing is known from before it. */
  #seen: Seen[] = [];

  /** From `now` on, in milliseconds, `offer` stands there, or nothing. */
  note(offer: Offer | undefined, now: number): void {
    const isSameText = offer?.before === this.#seen.at(-1)?.offer?.before;
    this.#seen.push({ offer, at: now, needed: isSameText ? readMs : readAfterKeyMs });
    const read = this.#seen.findLastIndex(({ at }) => now - at >= readMs);
    this.#seen.splice(0, Math.max(0, read));
  }

  /** The person asked for `offer`, and so it counts as read at once. */
  chosen(offer: Offer | undefined): void {
    this.#seen = [{ offer, at: -Infinity, needed: 0 }];
  }

  /**
   * What a person who presses a key at `now` means to take of `current`: its ghost, or, if that grew or changed too
   * lately to be read, what stood there before it as far as it still fits.
   */
  read(current: Offer, now: number): string {
    const earlier = this.#seen.findLast(({ at, needed }) => now - at >= needed)?.offer;
    const left = earlier && typedOn({ ...earlier, drafts: [ghostOf(earlier)], chosen: 0 }, current);
    return ghostOf(left ?? current).text;
  }
}
