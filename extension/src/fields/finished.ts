/** Shorter pastes are words that somebody chose; longer ones are others' words, or known already. */
const longPaste = 40;

/** What is left of others' words that this field held is no text of the person's. */
const shortest = 8;

/**
 * What a person has written of the text in a field: without what stood there before, such as a quoted mail, and without
 * what they pasted. Empty if little is left.
 */
export function ownText(before: string, now: string, pasted: readonly string[]): string {
  const start = wordStart(now, commonStart(before, now));
  const end = commonEnd(before.slice(start), now.slice(start));
  let own = now.slice(start, now.length - end);
  for (const paste of pasted) {
    if (paste.length >= longPaste) own = own.split(paste).join('\n');
  }
  own = own.trim();
  return own.length < shortest ? '' : own;
}

/** A word that was begun by others and ended by the person is the person's. */
function wordStart(text: string, at: number): number {
  const isInWord = /^[\p{L}\p{N}]/u.test(text.slice(at));
  return isInWord ? text.slice(0, at).search(/[\p{L}\p{N}]*$/u) : at;
}

function commonStart(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one[length] === other[length]) length += 1;
  return length;
}

function commonEnd(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one[one.length - 1 - length] === other[other.length - 1 - length]) length += 1;
  return length;
}
