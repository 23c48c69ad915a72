import type {
  DraftCounts,
  FieldKind,
  Forget,
  MessageQuery,
  NotLearned,
  RememberedMessage,
  RememberedSite,
  RememberedWord,
  TextKind,
  WordQuery,
} from './types.js';
import type { StoredMessage } from './store.js';

/** Which records a verb has changed, and the state after it. */
export interface RecordChanges {
  put: StoredMessage[];
  removed: number[];
  state: string;
}

/** A text that is finished, as the core learns from it. */
export interface FinishedText {
  text: string;
  /** Days since the beginning of 1970. */
  day: number;
  kind?: TextKind | undefined;
  site?: string | undefined;
  /** Names a document that is learned from more than once. */
  origin?: string | undefined;
  field?: FieldKind | undefined;
  /** Not if the same text of that day is there already. */
  unlessKnown?: boolean | undefined;
}

/** What became of a text. */
export interface CoreLearned {
  id: number | null;
  notLearned: NotLearned | null;
  leftOut: string[];
  changes: RecordChanges;
}

export interface CoreWhy {
  before: { id: number | null; text: string }[];
  words: { text: string; source: string; phrase: string | null; total: number; messages: number[] }[];
}

/** What a session stands behind. */
export interface CorePrefix {
  /** Whether `readAhead` has something to do. */
  isWaiting: boolean;
  kind: TextKind;
  site: string;
  /** Numbers of messages. */
  messages: number[];
  hasVoices: boolean;
  /** Whether `studied` has something to learn. */
  hasStudied: boolean;
}

/**
 * The profile's part of the Rust core. Verbs that return changes have made them in the core; a store has to follow.
 * Errors have `code` `"bad-argument"`, `"profile-invalid"`, `"profile-newer"` or `"internal"`, and change nothing.
 */
export interface ProfileCore {
  /** Begins an empty profile, or one of a state whose messages follow. Sessions use it from `startProfile` on. */
  openProfile(state?: string): void;
  startProfile(): void;
  closeProfile(): void;
  /** Takes records over; returns the numbers of those that may not be kept as they are. */
  putMessages(records: string[]): Float64Array;
  removeMessages(ids: Float64Array): void;
  setProfileState(state: string): void;
  profileState(): string;
  /** Those of these messages that there are. */
  messageRecords(ids: Float64Array): RecordChanges;

  learn(text: FinishedText, session?: number): CoreLearned;
  /** Learns what `readAhead` has found of the text that the session has learned last. */
  studied(session: number): RecordChanges | undefined;
  /** Another engine has learned from the session's text. */
  textFinished(session: number): void;
  forget(what: Forget): RecordChanges;
  editMessage(id: number, text: string): CoreLearned;
  setProfileSettings(json: string): RecordChanges;
  countDrafts(day: number, counts: Partial<DraftCounts>): RecordChanges;
  messagesUsed(ids: Float64Array, day: number): RecordChanges;
  /** All messages are among the changes, and nothing else is there. */
  importProfile(file: Uint8Array): RecordChanges;
  absorbProfile(file: Uint8Array): RecordChanges;

  listMessages(query: MessageQuery): { total: number; entries: RememberedMessage[] };
  listKnown(query: WordQuery): { total: number; entries: RememberedWord[] };
  listSites(): RememberedSite[];
  why(session: number, before: string, draft: { text: string; source: string }[]): CoreWhy;
  profileSettings(): string;
  profileStatistics(): string;
  exportProfile(): Uint8Array<ArrayBuffer>;

  /** Reads what a session's next texts stand behind; any request ends it with `code` `"cancelled"`. */
  readAhead(session: number): Promise<boolean>;
  prefixOf(session: number): Promise<CorePrefix>;
  /** Returns how many tokens the snapshot saves. */
  restorePrefix(session: number, snapshot: Uint8Array): Promise<number>;
  snapshotPrefix(session: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** How a verb is called: whether its first or last argument is a session, and how copies of the profile follow. */
interface Manner {
  session?: 'first' | 'last';
  /** Copies do the same; take over the changes that are returned; are made anew; or have nothing to do. */
  copies?: 'same' | 'changes' | 'anew';
}

export const verbs = {
  openProfile: { copies: 'anew' },
  startProfile: {},
  closeProfile: { copies: 'anew' },
  putMessages: { copies: 'same' },
  removeMessages: { copies: 'same' },
  setProfileState: { copies: 'same' },
  profileState: {},
  messageRecords: {},
  learn: { session: 'last', copies: 'changes' },
  studied: { session: 'first', copies: 'changes' },
  forget: { copies: 'changes' },
  editMessage: { copies: 'changes' },
  setProfileSettings: { copies: 'changes' },
  countDrafts: { copies: 'changes' },
  messagesUsed: { copies: 'changes' },
  importProfile: { copies: 'anew' },
  absorbProfile: { copies: 'changes' },
  listMessages: {},
  listKnown: {},
  listSites: {},
  why: { session: 'first' },
  profileSettings: {},
  profileStatistics: {},
  exportProfile: {},
  readAhead: { session: 'first' },
  prefixOf: { session: 'first' },
  restorePrefix: { session: 'first' },
  snapshotPrefix: { session: 'first' },
} as const satisfies Record<Exclude<keyof ProfileCore, 'textFinished'>, Manner>;

export type Verb = keyof typeof verbs;
/** `undefined` for what is no verb. */
export function mannerOf(verb: string): Manner | undefined {
  return Object.hasOwn(verbs, verb) ? verbs[verb as Verb] : undefined;
}

/** One call of a verb. A session is not among the arguments. */
export interface VerbCall {
  /** A {@link Verb}. */
  verb: string;
  session?: number | undefined;
  args: unknown[];
}
