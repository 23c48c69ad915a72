import { type DocumentHead, documentKinds } from './document.js';

/** A head as it was stored; `undefined` for anything else. */
export function headFrom(value: unknown): DocumentHead | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = value as Partial<Record<keyof DocumentHead, unknown>>;
  const { id, title, subject, recipient, excerpt, words, created, changed, deleted, learned } = found;
  const kind = documentKinds.find((known) => known === found.kind);
  if (kind === undefined) return undefined;
  if (!isText(id) || !isText(title) || !isText(subject) || !isText(recipient) || !isText(excerpt))
    return undefined;
  if (!isNumber(words) || !isNumber(created) || !isNumber(changed)) return undefined;
  const times = {
    ...(isNumber(deleted) ? { deleted } : {}),
    ...(isNumber(learned) ? { learned } : {}),
  };
  return { id, kind, title, subject, recipient, excerpt, words, created, changed, ...times };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
