import type { DocumentKind } from '../documents/document.js';
import { documentKinds } from '../documents/document.js';

/** What the desk remembers of the last visit. `public/boot.js` reads it too, before anything is drawn. */
export interface Kept {
  kind: DocumentKind;
  shelf: 'open' | 'closed';
  /** The document that was open. */
  document?: string | undefined;
}

const key = 'foreword-desk';

export function readKept(): Kept {
  let stored: Partial<Record<keyof Kept, unknown>> = {};
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '');
    if (typeof value === 'object' && value !== null) stored = value;
  } catch {
    // Nothing was kept, or nothing may be.
  }
  const { document } = stored;
  return {
    kind: documentKinds.find((kind) => kind === stored.kind) ?? 'mail',
    shelf: stored.shelf === 'closed' ? 'closed' : 'open',
    document: typeof document === 'string' ? document : undefined,
  };
}

export function keep(change: Partial<Kept>): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...readKept(), ...change }));
  } catch {
    // It holds for this visit.
  }
}
