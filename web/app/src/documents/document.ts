/** Kinds of text that a document can be; the profile's kinds of the same names. */
export const documentKinds = ['mail', 'chat', 'document', 'note'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** What a list shows of a document, without its text. */
export interface DocumentHead {
  /** Random, and the same for ever. */
  id: string;
  kind: DocumentKind;
  /** The name that its owner gave it; empty if none was given. */
  title: string;
  subject: string;
  recipient: string;
  /** The beginning of its text, in one line. */
  excerpt: string;
  words: number;
  /** Milliseconds since 1970. */
  created: number;
  changed: number;
  /** When it was deleted: it can be brought back until it is erased. */
  deleted?: number | undefined;
  /** `changed` of the text that was learned from last. */
  learned?: number | undefined;
}

/** A document with its text. */
export interface Document extends DocumentHead {
  text: string;
}

/** What its owner can change of a document. */
export type DocumentChange = Partial<Pick<Document, 'kind' | 'title' | 'subject' | 'recipient' | 'text'>>;

/** Characters of a text that lists show. */
const excerptLength = 140;

export function newDocument(id: string, kind: DocumentKind, now: number): Document {
  const nothing = { title: '', subject: '', recipient: '', excerpt: '', text: '' };
  return { id, kind, ...nothing, words: 0, created: now, changed: now };
}

/** The document after a change at `now`. */
export function changedDocument(document: Document, change: DocumentChange, now: number): Document {
  const next = { ...document, ...change, changed: now };
  if (change.text === undefined) return next;
  return { ...next, excerpt: excerptOf(change.text), words: countWords(change.text) };
}

/** A document without its text. */
export function headOf(document: Document): DocumentHead {
  const head: DocumentHead & { text?: string } = { ...document };
  delete head.text;
  return head;
}

/** The name that is shown for a document. */
export function titleOf({ title, subject, recipient, excerpt, kind }: DocumentHead): string {
  const own = title.trim() || subject.trim();
  if (own !== '') return own;
  if (excerpt !== '') return firstWords(excerpt);
  return recipient.trim() === '' ? untitled[kind] : `To ${recipient.trim()}`;
}

const untitled: Record<DocumentKind, string> = {
  mail: 'New e-mail',
  chat: 'New chat message',
  document: 'New document',
  note: 'New note',
};

/** Whether nothing was written yet, so that nothing need be kept. */
export function isBlank({ title, subject, recipient, excerpt }: DocumentHead): boolean {
  return `${title}${subject}${recipient}${excerpt}`.trim() === '';
}

/** Words as their writer counts them: what stands between white space, if it has a letter or a digit. */
export function countWords(text: string): number {
  return text.match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0;
}

function excerptOf(text: string): string {
  // Enough of the text that its lines fill the excerpt, and never all of a long one.
  const start = text.slice(0, 20 * excerptLength);
  return start.replace(/\s+/g, ' ').trim().slice(0, excerptLength);
}

function firstWords(excerpt: string): string {
  const sentence = /^.{12,}?[.!?](?=\s)/u.exec(excerpt)?.[0] ?? excerpt;
  return sentence.length <= 60 ? sentence : `${sentence.slice(0, 60).replace(/\s+\S*$/, '')}…`;
}
