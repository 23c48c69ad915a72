/** One word with the space before it, or the punctuation between two: what `Ctrl →` takes. See `words.ts`. */
const firstPiece =
  /^\s*(?:[\p{Ps}\p{Pi}\p{Sc}"'’‚„¿¡#@+~−-]*[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_]|['’.,:/@&\-‑](?=[\p{L}\p{N}]))*|[^\s\p{L}\p{N}]+)/u;

/**
 * What a person takes who wants to write `rest` and sees `ghost`: all of it if all of it fits, else word by word what
 * fits. Half a word is no word, and a word more than wanted would have to be deleted.
 *
 * @param {string} ghost
 * @param {string} rest - What is still to be written.
 * @param {number} minSaved - Who would save fewer keys than this types on.
 * @returns {{ key: 'Tab' | 'Control+ArrowRight', presses: number, text: string } | undefined}
 */
export function takenOf(ghost, rest, minSaved = 2) {
  if (fits(ghost, rest) && ghost.length - 1 >= minSaved) return { key: 'Tab', presses: 1, text: ghost };
  let text = '';
  let presses = 0;
  let best;
  while (text.length < ghost.length) {
    const piece = firstPiece.exec(ghost.slice(text.length))?.[0];
    if (piece === undefined || !rest.startsWith(text + piece)) break;
    text += piece;
    presses += 1;
    if (fits(text, rest) && text.length - presses >= minSaved) best = { presses, text };
  }
  return best && { key: 'Control+ArrowRight', ...best };
}

/** Whether `text` begins `rest` and ends where a word of it ends. */
export function fits(text, rest) {
  return (
    text !== '' &&
    rest.startsWith(text) &&
    !/[\p{L}\p{N}]{2}$/u.test(text.slice(-1) + (rest[text.length] ?? ''))
  );
}

/** The first word of a ghost with the space before it, without punctuation after it. */
export function firstWordOf(ghost) {
  return firstPiece.exec(ghost)?.[0] ?? ghost;
}
