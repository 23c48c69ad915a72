/** Letters of scripts that run from right to left. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Scripts whose letters look the same whatever stands beside them. Others join, stack or change their order. */
const apart =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Ethiopic}\p{Script=Cherokee}\p{Script=Thai}\p{Script=Lao}]/u;

/** What belongs to the character before it. */
const attached = /^(?:\p{M}|\p{Emoji_Modifier}|\u200c|\u200d|\ufe0f)/u;

/** Marks, embeddings and isolates, after which a line's order cannot be told from its letters. */
const directionControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** So much of a paragraph is looked at. */
const looked = 4000;

/** How a field's paragraph runs, as its computed style says. */
export interface Direction {
  readonly direction: string;
  readonly unicodeBidi: string;
}

/**
 * Whether `ghost`, drawn after the text `before` of its paragraph, stands exactly where its letters would stand once
 * they were typed, and leaves the letters before it as they are. The mirror would otherwise draw them over each other:
 * in a line of both directions, and where letters join.
 */
export function standsAlone(before: string, ghost: string, style: Direction): boolean {
  const near = before.slice(-looked);
  if (directionControls.test(near) || directionControls.test(ghost)) return false;
  return !isJoined(near, ghost) && isOneDirection(before, near, ghost, style);
}

function isJoined(before: string, ghost: string): boolean {
  if (attached.test(ghost)) return true;
  const last = /\p{L}[\p{M}\u200c\u200d]*$/u.exec(before)?.[0];
  const first = /^\p{L}/u.exec(ghost)?.[0];
  if (last === undefined || first === undefined) return false;
  return !(apart.test(String.fromCodePoint(last.codePointAt(0) ?? 0)) && apart.test(first));
}

/** The end of the line and the ghost run like the paragraph; only then is what stands before it of no account. */
function isOneDirection(before: string, near: string, ghost: string, style: Direction): boolean {
  const isBaseRight = isRightToLeftParagraph(before, ghost, style);
  const sinceBase = isBaseRight ? /[^\p{L}]*$/u.exec(near)?.[0] : '';
  const lastLetter = /\p{L}[^\p{L}]*$/u.exec(near)?.[0] ?? '';
  if (lastLetter !== '' && startsRightToLeft(lastLetter) !== isBaseRight) return false;
  for (const letter of ghost.match(/\p{L}/gu) ?? []) {
    if (rightToLeft.test(letter) !== isBaseRight) return false;
  }
  // Numbers run to the right in either direction.
  return !isBaseRight || !/\p{N}/u.test(`${sinceBase ?? ''}${ghost}`);
}

function isRightToLeftParagraph(
  before: string,
  ghost: string,
  { direction, unicodeBidi }: Direction,
): boolean {
  if (unicodeBidi !== 'plaintext') return direction === 'rtl';
  const first = /\p{L}/u.exec(before)?.[0] ?? /\p{L}/u.exec(ghost)?.[0];
  return first === undefined ? direction === 'rtl' : rightToLeft.test(first);
}

function startsRightToLeft(text: string): boolean {
  return rightToLeft.test(String.fromCodePoint(text.codePointAt(0) ?? 0));
}
