/** `98362432` → `"98.4 MB"`: decimal units, as browsers show downloads. */
export function bytes(count: number): string {
  return `${(count / 1e6).toFixed(1)} MB`;
}

/** A length of time as a person would say it; never more exact than an estimate can be. */
export function timeLeft(seconds: number): string {
  if (seconds < 1.5) return 'about a second left';
  if (seconds < 60) return `${Math.round(seconds)} seconds left`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? 'about a minute left' : `about ${minutes} minutes left`;
}

/** What a row of the list shows: the begun word the draft continues, the draft, and line breaks as signs. */
export function pieces(before: string, draft: string): { begun: string; rest: string } {
  const continuesWord = /^[\p{L}\p{N}'’]/u.test(draft);
  const begun = continuesWord ? (/[\p{L}\p{N}'’]+$/u.exec(before)?.[0] ?? '') : '';
  const rest = draft
    .replace(/\s*\n\s*/g, ' ↵ ')
    .replace(/^ +(?!↵)/, '')
    .trimEnd();
  return { begun, rest: rest.trimStart() };
}

/** Whether a draft may be offered: not in front of more of the same word, and not without any text. */
export function mayOffer(before: string, after: string): boolean {
  return before.trim() !== '' && !/^[\p{L}\p{N}]/u.test(after);
}
