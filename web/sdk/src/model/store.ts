import type { ModelSource, StorageKind, StoredFileInfo } from '../types.js';

/** Facts about the stored bytes. */
export interface Note {
  /** Strong validator of the response the bytes came from, for `If-Range`. */
  etag?: string;
  /** Set once SHA-256 over all bytes was right. */
  verified?: boolean;
  /** The file was unpacked, and the packed form it came from may still be stored. */
  hasPacked?: boolean;
}

/** One stored file, which only ever grows at its end. */
export interface StoredFile {
  /** Bytes stored so far. */
  readonly size: number;
  readonly note: Note;
  append(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Makes the appended bytes durable. */
  flush(): Promise<void>;
  /** All bytes in order. A chunk is valid until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array<ArrayBuffer>>;
  setNote(note: Note): Promise<void>;
  /** Deletes bytes and note; the file can be appended to again. */
  clear(): Promise<void>;
  close(): void;
}

/** A stored file, and the size and hash that it must have. */
export interface Stored {
  file: StoredFile;
  source: ModelSource;
}

/** A place for model files. */
export interface ModelStore {
  /** What it keeps files in. */
  readonly storage: StorageKind;
  /** Opens the file of this name, empty if it is new. The caller holds the lock of that name. */
  open(name: string): Promise<StoredFile>;
  /** All files that are stored, whoever holds their locks. */
  list(): Promise<StoredFileInfo[]>;
  /** Deletes a file with its note. The caller holds the lock of that name. */
  remove(name: string): Promise<void>;
}

/** What {@link ModelStore.list} says of a file. */
export function infoOf(sha256: string, bytes: number, note: Note): StoredFileInfo {
  return { sha256, bytes, isComplete: note.verified === true };
}

/** Parses a note; anything unexpected counts as no note. */
export function parseNote(text: string): Note {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof value !== 'object' || value === null) return {};
  const { etag, verified, hasPacked } = value as Record<string, unknown>;
  return {
    ...(typeof etag === 'string' ? { etag } : {}),
    ...(verified === true ? { verified } : {}),
    ...(hasPacked === true ? { hasPacked } : {}),
  };
}
