import type { Document, DocumentHead } from './document.js';

/** What a document is saved under. It is ready before the first letter, so that saving need not wait. */
export interface Slot {
  readonly id: string;
  /** Raised by every save. */
  revision: number;
}

/** The document was changed by another tab since it was opened here. */
export class ConflictError extends Error {
  constructor(
    readonly found: number,
    readonly expected: number,
  ) {
    super(`the document is at revision ${found}, and ${expected} was expected`);
    this.name = 'ConflictError';
  }
}

export interface SaveOptions {
  isLast?: boolean;
  isSole?: boolean;
}

/** Where documents are kept. */
export interface DocumentStore {
  /** Why documents are gone with the page, where they are. */
  readonly because?: string | undefined;
  /** Whether what is erased is gone from the disk at once. */
  readonly erases: boolean;
  /** All documents without their texts, the one changed last first. Those that can't be read are left out. */
  heads(): Promise<DocumentHead[]>;
  /** A document with what it is saved under; `undefined` if there is none. */
  open(id: string): Promise<{ document: Document; slot: Slot } | undefined>;
  /** Makes what the next new documents are saved under, as far as it isn't there. */
  getReady(): Promise<void>;
  /** What a new document is saved under, if it is there already: what is written is safe from its first letter on. */
  ready(id: string): Slot | undefined;
  /** Prepares a new document under this id. Nothing is stored of it but its key. */
  prepare(id?: string): Promise<Slot>;
  /**
   * Saves a document.
   *
   * @param options.isLast - There is no time to look at what is stored, since the page is being closed: everything is
   *   handed to the database before this returns.
   * @param options.isSole - No other tab may write the document.
   * @throws {ConflictError} Nothing is changed then.
   * @throws {DOMException} `QuotaExceededError`.
   */
  save(document: Document, slot: Slot, options?: SaveOptions): Promise<void>;
  /** Seals a document anew and destroys the key that earlier states of it were sealed under. */
  renew(document: Document, slot: Slot): Promise<void>;
  /** Erases documents with all that was ever stored of them. */
  erase(ids: readonly string[]): Promise<void>;
  /** Looks for a text in all documents, in capitals or not; returns the ids. */
  search(text: string, signal: AbortSignal): Promise<Set<string>>;
  /** Calls `listener` when another tab has saved or erased a document. Returns what ends that. */
  onChange(listener: (id: string) => void): () => void;
}
