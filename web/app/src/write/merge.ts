import type { Document } from '../documents/document.js';

const parts = ['kind', 'title', 'subject', 'recipient', 'text', 'deleted', 'learned'] as const;

/**
 * A document that was changed here and in another tab since both knew `base`: each part from where it was changed.
 * `undefined` if both changed the text, since then one of the two would be lost.
 */
export function merged(base: Document, mine: Document, theirs: Document): Document | undefined {
  if (mine.text !== base.text && theirs.text !== base.text && mine.text !== theirs.text) return undefined;
  const isTheirText = mine.text === base.text;
  const { excerpt, words } = isTheirText ? theirs : mine;
  const changes = parts.map((part) => [part, mine[part] === base[part] ? theirs[part] : mine[part]]);
  return {
    ...mine,
    ...(Object.fromEntries(changes) as Partial<Document>),
    excerpt,
    words,
    changed: Math.max(mine.changed, theirs.changed),
  };
}
