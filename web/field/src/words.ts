/** So many characters on each side of the caret tell whether it is inside of a word. */
const looked = 20;

/** Punctuation that belongs to the word after it. */
const opening = /[\p{Ps}\p{Pi}\p{Sc}"'’‚„¿¡#@+~−-]*/u.source;

/** A word, or a number. What joins two halves (`don’t`, `well-known`, `3.5`) belongs to it, what ends it doesn't. */
const word = /[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_\u200c\u200d]|['’.,:/@&\-‑](?=[\p{L}\p{N}]))*/u.source;

const firstPiece = new RegExp(`^\\s*(?:${opening}${word}|[^\\s\\p{L}\\p{N}]+)`, 'u');

/**
 * What of a draft is accepted at a time: the space before it, and a word or the punctuation between two words. A space at
 * the end belongs to the last one.
 */
export function nextPiece(text: string): string {
  const piece = firstPiece.exec(text)?.[0] ?? text;
  return text.slice(piece.length).trim() === '' ? text : piece;
}

/** The first word of a draft with everything around it up to the next space: what tells one draft from another. */
export function firstWord(text: string): string {
  return /^\s*\S+/.exec(text)?.[0] ?? text;
}

/** The text without the word that is being typed: it stays the same until the next word begins. */
export function beforeWord(before: string): string {
  return before.replace(/\S+$/, '');
}

/** What a row of the list shows: the begun word that the draft continues, the draft, and line breaks as signs. */
export function pieces(before: string, draft: string): { begun: string; rest: string } {
  const continuesWord = /^[\p{L}\p{N}'’]/u.test(draft);
  const begun = continuesWord ? (/[\p{L}\p{N}'’]+$/u.exec(before)?.[0] ?? '') : '';
  return { begun, rest: withoutBreaks(draft).trim() };
}

/** A text in one line, with signs for its line breaks. */
export function withoutBreaks(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ↵ ');
}

/** Characters inside words that nobody sees. */
const unseen = /[\u00ad\u200b-\u200d\u2060\ufeff]/gu;

/** The two halves of a word, with what joins them on either side: `do|es`, `don|’t`, `well-|known`, or an accent. */
const firstHalf = /[\p{L}\p{N}]\p{M}*['’‑-]?$/u;
const secondHalf = /^(?:['’‑-]?[\p{L}\p{N}]|\p{M})/u;

/** Whether a draft may be offered: not inside a word, and not without any text. */
export function mayOffer(before: string, after: string): boolean {
  const isInWord =
    firstHalf.test(before.slice(-looked).replace(unseen, '')) &&
    secondHalf.test(after.slice(0, looked).replace(unseen, ''));
  return before.trim() !== '' && !isInWord;
}

/** Whether nothing but white space follows the caret on its line. */
export function endsLine(after: string): boolean {
  return /^[^\S\n]*(\n|$)/.test(after);
}

/** Whether the first letter of a text belongs to a script that runs from right to left. */
export function isRightToLeft(text: string): boolean {
  return /^\P{L}*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u.test(text);
}
