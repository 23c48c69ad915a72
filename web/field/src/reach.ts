import { type Surroundings, typedSince } from './offer.js';

/** So much of the text before the caret is read where the caret comes to a new place, in UTF-16 units. */
const atFirst = 1000;

/** Where less than this would be left to read, the caret is at a new place: it went back. */
const atLeast = 500;

/** A change this near to the caret is made at the same place. */
const near = 400;

/**
 * How far back the text is read. Reading takes time that grows with the text, and at a new place in a long text nothing
 * has been read yet: there it begins near the caret, so that the first drafts come soon, and stays there while the
 * person writes on.
 */
export class Reach {
  #before: string | undefined;
  #skipped = 0;

  /** The part of the adapter's window to read now. */
  of({ before, after }: Surroundings): Surroundings {
    if (!this.#isSamePlace(before)) this.#skipped = this.#isMoved(before) ? 0 : startOf(before);
    this.#before = before;
    return { before: before.slice(this.#skipped), after };
  }

  #isSamePlace(before: string): boolean {
    const far = before.slice(0, Math.max(0, before.length - near));
    const left = before.length - this.#skipped;
    return this.#before?.startsWith(far) === true && left >= Math.min(atLeast, before.length);
  }

  /** The adapter's window begins later in the same text, and leaves little to read as it is. */
  #isMoved(before: string): boolean {
    const typed = this.#before === undefined ? undefined : typedSince(this.#before, before);
    return typed !== undefined && typed.length <= near;
  }
}

/** Where the last {@link atFirst} units begin; not inside a word, where there are words. */
function startOf(before: string): number {
  const from = Math.max(0, before.length - atFirst);
  if (from === 0) return 0;
  const space = before.slice(from, from + 100).search(/\s/);
  const start = space < 0 ? from : from + space + 1;
  return /[\udc00-\udfff]/.test(before.charAt(start)) ? start + 1 : start;
}
