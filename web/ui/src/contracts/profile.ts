import type {
  DraftCounts,
  Forget,
  Learned,
  MessageList,
  MessageQuery,
  ProfilePlace,
  ProfileSettings,
  ProfileStatistics,
  RememberedSite,
  TextKind,
  WordList,
  WordQuery,
} from './profile-types.js';

/** A text to learn from, as the SDK's profile takes it. */
export interface TextToLearn {
  text: string;
  kind?: TextKind | undefined;
  site?: string | undefined;
  origin?: string | undefined;
  unlessKnown?: boolean | undefined;
  date?: Date | undefined;
}

/** How a profile's file is written and read. */
export interface FileOptions {
  passphrase?: string | undefined;
}

/**
 * What the pages need of a profile. The SDK's `Profile` is one; in the extension, where the engine lives elsewhere, an
 * object that sends messages is another. Errors have a `code`, as the SDK's `ForewordError` has.
 */
export interface ProfileAccess {
  learn(text: TextToLearn): Promise<Learned>;
  list(query?: MessageQuery): Promise<MessageList>;
  words(query?: WordQuery): Promise<WordList>;
  sites(): Promise<RememberedSite[]>;
  edit(id: number, text: string): Promise<Learned>;
  forget(what: Forget): Promise<number[]>;
  export(options?: FileOptions): Promise<Uint8Array<ArrayBuffer>>;
  import(file: Uint8Array, options?: FileOptions & { mode?: 'replace' | 'add' | undefined }): Promise<number>;
  settings(changes?: Partial<ProfileSettings>): Promise<ProfileSettings>;
  statistics(add?: Partial<DraftCounts>): Promise<ProfileStatistics>;
  place(): Promise<ProfilePlace>;
}
