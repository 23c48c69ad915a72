import type { EngineSession } from './engine.js';
import type { Completion, SessionOptions } from './types.js';

/**
 * What sessions and engines get with the profile. No entry point exports any of it before the core has a profile: a
 * method that does nothing would be a promise. When it lands, `LearningSessionOptions` becomes `SessionOptions`,
 * {@link LearningSession} becomes `EngineSession`, and the engine gets `profile`.
 *
 * The way of each call is that of `focus`: client/session.ts, a message in transport/messages.ts, a method of the host.
 * None of them is retried after a crash, because a worker that died may have learnt.
 */
export interface LearningSessionOptions extends SessionOptions {
  /** What is written there; prefixes and statistics are kept per kind. Default `"text"`. */
  field?: FieldKind | undefined;
  /** Whether finished texts of this session may be learnt from. Default false. */
  learns?: boolean | undefined;
}

/** Kinds of text with habits of their own. */
export type FieldKind = 'text' | 'mail' | 'message' | 'subject' | 'search';

/** A draft that was taken, or a part of one. */
export interface Accepted {
  completion: Completion;
  /** Its place among the completion's drafts, from 0. */
  draft: number;
  /** How much of its text was inserted, in UTF-16 code units. */
  length: number;
}

/** A session whose answers, and what became of them, are learnt from. */
export interface LearningSession extends EngineSession {
  /** Says that a draft was taken: its sources are trusted more. Returns at once; nothing waits for it. */
  accept(accepted: Accepted): void;
  /** Says that the drafts were seen and not wanted. */
  dismiss(completion: Completion): void;
  /**
   * Learns a finished text, unless a rule forbids it.
   *
   * @throws {ForewordError} `"bad-argument"`, `"storage"`, `"engine-crashed"` or `"disposed"`.
   */
  learn(text: string): Promise<Learned>;
}

/** What became of a text that was to be learnt. */
export interface Learned {
  /** The text was kept, in whole or in part. */
  isKept: boolean;
  /** Why parts of it were not, by the name of the rule, with their number. */
  refused: Record<string, number>;
}

/** What is remembered of a person. It belongs to them: all of it can be read, changed, taken along and forgotten. */
export interface Profile {
  list(query?: { text?: string; site?: string }): AsyncIterable<ProfileEntry>;
  edit(entry: ProfileEntry, text: string): Promise<void>;
  /** Deletes for good. Resolves to the number of entries. */
  forget(what: ProfileEntry | { site: string } | { day: string } | 'all'): Promise<number>;
  export(): Promise<Blob>;
  /** Adds what the file has. A file that can't be read changes nothing. */
  import(file: Blob): Promise<{ added: number; known: number }>;
  /** What the profile brings to the drafts after this text, and from which entry. */
  why(before: string): Promise<{ text: string; entry: ProfileEntry }[]>;
}

/** One thing that is remembered. */
export interface ProfileEntry {
  id: string;
  kind: 'message' | 'word' | 'prefix';
  text: string;
  /** Where it was written; absent if that wasn't to be kept. */
  site?: string | undefined;
  /** The day on which it was written, such as `2026-11-29`. */
  day: string;
  /** How often it was of use. */
  uses: number;
}
