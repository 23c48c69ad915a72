import type { Draft } from 'foreword';

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

/** How likely each draft is compared with the likeliest: 1 for that one, above 0 for the others. */
export function likelihoods(drafts: readonly Draft[]): number[] {
  const best = Math.max(...drafts.map((draft) => draft.logProb));
  return drafts.map((draft) => Math.exp(draft.logProb - best));
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

/**
 * What is left of `drafts` after the person typed `typed`: those that foresaw it, without it.
 *
 * Letter case counts: what is shown must be what would be inserted.
 */
export function narrow(drafts: readonly Draft[], typed: string): Draft[] {
  return drafts
    .filter((draft) => draft.text.startsWith(typed) && draft.text.trim() !== typed.trim())
    .map((draft) => ({ ...draft, text: draft.text.slice(typed.length) }));
}

/** Whether a draft may be offered: not in front of more of the same word, and not without any text. */
export function mayOffer(before: string, after: string): boolean {
  return before.trim() !== '' && !/^[\p{L}\p{N}]/u.test(after);
}
