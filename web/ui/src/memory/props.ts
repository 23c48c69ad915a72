import type { FileReader, ProfileAccess } from '../contracts/index.js';
import type { StoredValue } from '../storage/index.js';
import type { Explain } from '../why/explain.js';

/** A document that may have been learned from. */
export interface KnownDocument {
  /** The name under which it was learned: `TextToLearn.origin`. */
  origin: string;
  title: string;
}

/** What the page of everything that was learned is given. */
export interface MemoryProps {
  profile: ProfileAccess;
  /** Reads files to learn from. Without one this isn't offered. */
  reader?: FileReader | undefined;
  /** Keeps how far an import from files was, so that it can go on after a reload. Default: until the page is closed. */
  unfinished?: StoredValue | undefined;
  /** Whether the dialog to learn from files is open from the beginning. */
  isLearning?: boolean | undefined;
  /** Documents of the app, which can be forgotten one by one. Default: none. */
  documents?: readonly KnownDocument[] | undefined;
  /** Answers "what would be offered here, and why". Without it this isn't shown. */
  explain?: Explain | undefined;
  /** A new value has the page read anew, as when another tab has learned something. */
  revision?: unknown;
  /** Saves a file. Default: a download. */
  save?: ((file: Blob, name: string) => void) | undefined;
}
