import type { Surroundings } from '../offer.js';

/** Limits of the windows around the caret, in UTF-16 units. */
const maxBefore = 3000;
const maxAfter = 400;

/**
 * The window before the caret begins at a multiple of this. When it moves, all of it is read again, which takes longer
 * than a key may: so it moves rarely, and by so much that little is left to read.
 */
const stride = 2000;

/** The windows of `text` before `start` and after `end`. Neither begins or ends inside a surrogate pair. */
export function windowsOf(text: string, { start, end }: { start: number; end: number }): Surroundings {
  const first = start <= maxBefore ? 0 : Math.ceil((start - maxBefore) / stride) * stride;
  const last = Math.min(text.length, end + maxAfter);
  return {
    before: text.slice(splitsPair(text, first) ? first + 1 : first, start),
    after: text.slice(end, splitsPair(text, last) ? last - 1 : last),
  };
}

/** The paragraph around the caret, and all text above it. */
export function paragraphOf(
  text: string,
  { start, end }: { start: number; end: number },
): { above: string | undefined; paragraph: Surroundings } {
  const first = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  return {
    above: first === 0 ? undefined : text.slice(0, first - 1),
    paragraph: { before: text.slice(first, start), after: text.slice(end, next < 0 ? text.length : next) },
  };
}

function splitsPair(text: string, at: number): boolean {
  return at > 0 && at < text.length && /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1));
}
