import type { TextKind } from 'foreword';

/** How far a pass over the chosen files is. */
export interface ReadingProgress {
  /** Name of the file that is being read. */
  file: string;
  /** Bytes of all files together. */
  read: number;
  total: number;
  /** Messages found up to now. */
  found: number;
}

/** A file that can't be read, and why, as a sentence for people. */
export interface UnreadableFile {
  name: string;
  because: string;
}

/** Somebody who wrote something in the files. */
export interface FileWriter {
  /** Names and addresses that stand for this person; they are given to {@link FileReader.read}. */
  identities: string[];
  /** As shown to people. */
  name: string;
  messages: number;
}

/** What the first pass finds. */
export interface FileSurvey {
  files: { name: string; kind: string; bytes: number }[];
  unreadable: UnreadableFile[];
  /** Who wrote most first. Empty for files that name nobody, such as notes. */
  writers: FileWriter[];
  /** The writer that the files say is their owner, as a place in `writers`. */
  guess?: number | undefined;
  /** By which {@link FileReader.read} knows signatures again. */
  endings: string;
}

/** Whose messages are wanted: those known by one of these names, or everybody's. */
export type FileOwner = { identities: string[] } | 'everyone';

/** A person's own words out of a file. */
export interface FoundMessage {
  text: string;
  kind: TextKind;
  /** When it was written, where the file says so. */
  date?: Date | undefined;
  /** The file it is from. */
  file: string;
}

/** Something that was left out, for people: `"quoted passages"`. */
export interface LeftOut {
  what: string;
  count: number;
  examples: string[];
}

/** What the second pass finds. */
export interface FoundInFiles {
  /** The newest, as many as can be learned; the oldest of them first. */
  messages: FoundMessage[];
  leftOut: LeftOut[];
  /** Where files are broken, as sentences. What stood before was read. */
  faults: string[];
  /** Further places at which files are broken. */
  furtherFaults: number;
}

/** How a pass over files is watched and ended. */
export interface ReadingOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: ReadingProgress) => void) | undefined;
}

/**
 * Reads a person's own words out of their files: mails, chats, texts. Files are read in two passes, as streams, so that
 * their size doesn't matter; what can't be read is reported and does no harm. Passes reject with the signal's reason.
 */
export interface FileReader {
  /** Says what the files are and who wrote in them. */
  survey(files: readonly File[], options?: ReadingOptions): Promise<FileSurvey>;
  /** Reads the owner's messages. Files that {@link FileReader.survey} couldn't read are passed over. */
  read(
    files: readonly File[],
    options: ReadingOptions & { owner: FileOwner; endings: string },
  ): Promise<FoundInFiles>;
}
