/** Longer gaps are pauses that the field uses to have all layers write again: see `pause.ts`. */
export const pauseMs = 450;

/**
 * When a person presses the keys of a text: milliseconds between each letter and the one before it. Letters follow each
 * other after 60 to 250 ms, half of them after 139 or more; a person thinks for a moment before every twelfth word or so, longer after
 * a sentence, and longest before a new paragraph. The same seed gives the same trace.
 *
 * @param {string} text
 * @param {number} seed
 * @returns {number[]} One for each UTF-16 unit of `text`.
 */
export function traceOf(text, seed) {
  const random = randomOf(seed);
  return Array.from({ length: text.length }, (_, at) => {
    // Drawn in any case, so that a letter more changes nothing further on.
    const [pace, thought, pause] = [(random() + random()) / 2, random(), random()];
    const letter = Math.round(60 + 190 * pace ** 1.3);
    const before = text.slice(Math.max(0, at - 2), at);
    if (/\n$/.test(before) && text[at] !== '\n') return Math.round(1000 + 1500 * pause);
    if (/[.!?] $/.test(before)) return Math.round(600 + 1200 * pause);
    if (/[^.!?] $/.test(before) && thought < 0.08) return Math.round(350 + 650 * pause);
    return letter;
  });
}

/** Mulberry32: a small generator whose numbers are the same everywhere. */
function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
