import type { Context, Draft } from '../types.js';
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
  Why,
  WordList,
  WordQuery,
} from './types.js';

/** A finished text to learn from. */
export interface TextToLearn {
  text: string;
  /** Default: `"other"`. */
  kind?: TextKind | undefined;
  /** Where it was written. Default: nowhere in particular. */
  site?: string | undefined;
  /** Names a document that is learned from more than once: what is learned last replaces what was learned before. */
  origin?: string | undefined;
  /** Not if the same text of that day is there already, as where files are read again. Default false. */
  unlessKnown?: boolean | undefined;
  /** When it was written. Default: now. */
  date?: Date | undefined;
}

/** How a profile's file is written and read. */
export interface FileOptions {
  /** Seals the file, or opens it. Whoever forgets it has lost the file. */
  passphrase?: string | undefined;
}

/**
 * What is learned of one person, on this device: their finished texts, and what follows from them. It belongs to them:
 * they see all of it, change it, take it with them, and forget it.
 *
 * Every method rejects with a `ForewordError`. Beside the codes that a method names, these are `"storage"`,
 * `"profile-newer"` if a newer version of the page keeps the profile, `"engine-crashed"`, `"disposed"` and those of
 * `Engine.load`, since the engine's tokens are needed. After an error everything is as it was before.
 */
export interface Profile {
  /**
   * Learns from a finished text, of which secrets are left out. Fields are better learned from by their session's
   * `learn`.
   *
   * @throws {ForewordError} `"bad-argument"`, `"quota-exceeded"`.
   * @example
   * ```ts
   * const { id, leftOut } = await engine.profile.learn({ text: 'See you at the Rusty Anchor.', kind: 'chat' });
   * console.log(id === undefined ? 'not kept' : `kept as ${id}`, leftOut);
   * ```
   */
  learn(text: TextToLearn): Promise<Learned>;

  /**
   * Lists messages, the newest first.
   *
   * @throws {ForewordError} `"bad-argument"`.
   * @example
   * ```ts
   * const { total, messages } = await engine.profile.list({ count: 20 });
   * console.log(`${messages.length} of ${total}`, messages.map(({ text }) => text));
   * ```
   */
  list(query?: MessageQuery): Promise<MessageList>;

  /**
   * Lists the messages that contain a text, in capitals or not.
   *
   * @throws {ForewordError} `"bad-argument"`.
   * @example
   * ```ts
   * const { messages } = await engine.profile.search('rusty anchor');
   * ```
   */
  search(text: string, query?: Omit<MessageQuery, 'search'>): Promise<MessageList>;

  /**
   * Lists words, names or phrases, the most frequent first.
   *
   * @throws {ForewordError} `"bad-argument"`.
   * @example
   * ```ts
   * const { words } = await engine.profile.words({ what: 'names', search: 'anch' });
   * ```
   */
  words(query?: WordQuery): Promise<WordList>;

  /**
   * Lists the sites that something was learned on, the one used last first.
   *
   * @example
   * ```ts
   * for (const { site, messages } of await engine.profile.sites()) console.log(site, messages);
   * ```
   */
  sites(): Promise<RememberedSite[]>;

  /**
   * Replaces the text of a message.
   *
   * @throws {ForewordError} `"bad-argument"` if there is no such message or nothing of the text may be learned;
   *   `"quota-exceeded"`.
   * @example
   * ```ts
   * await engine.profile.edit(7, 'See you at the Golden Anchor.');
   * ```
   */
  edit(id: number, text: string): Promise<Learned>;

  /**
   * Forgets, here, in other tabs and on the disk: keys are destroyed with what they sealed. Returns the numbers of the
   * messages that are gone.
   *
   * @throws {ForewordError} `"bad-argument"`.
   * @example
   * ```ts
   * await engine.profile.forget({ what: 'words', words: 'rusty anchor' });
   * await engine.profile.forget({ what: 'all' });
   * ```
   */
  forget(what: Forget): Promise<number[]>;

  /**
   * The whole profile as a file, JSON that anybody can read, unless it is sealed with a passphrase.
   *
   * @example
   * ```ts
   * const file = await engine.profile.export({ passphrase: 'correct horse battery staple' });
   * const url = URL.createObjectURL(new Blob([file], { type: 'application/json' }));
   * ```
   */
  export(options?: FileOptions): Promise<Uint8Array<ArrayBuffer>>;

  /**
   * Puts the profile of a file in the place of this one, or adds what this one lacks. Returns how many messages were
   * taken over. The file is checked as a whole before anything changes.
   *
   * @throws {ForewordError} `"profile-invalid"`, `"profile-newer"`, `"wrong-passphrase"`, `"quota-exceeded"`; the profile
   *   stays as it is then.
   * @example
   * ```ts
   * const file = await engine.profile.export();
   * await engine.profile.import(file, { mode: 'add' });
   * ```
   */
  import(file: Uint8Array, options?: FileOptions & { mode?: 'replace' | 'add' | undefined }): Promise<number>;

  /**
   * The settings; given some, changes those first.
   *
   * @throws {ForewordError} `"bad-argument"`, `"quota-exceeded"`.
   * @example
   * ```ts
   * const { strength } = await engine.profile.settings({ strength: 0.5 });
   * ```
   */
  settings(changes?: Partial<ProfileSettings>): Promise<ProfileSettings>;

  /**
   * What became of drafts, by day; given some counts, adds them to today's first.
   *
   * @throws {ForewordError} `"bad-argument"`, `"quota-exceeded"`.
   * @example
   * ```ts
   * const { days } = await engine.profile.statistics({ taken: 1, inserted: 14 });
   * ```
   */
  statistics(add?: Partial<DraftCounts>): Promise<ProfileStatistics>;

  /**
   * Notes that a draft was taken that these messages stood behind: what is used stays longer where room is short.
   *
   * @throws {ForewordError} `"bad-argument"`, `"quota-exceeded"`.
   * @example
   * ```ts
   * const context = { before: 'See you' };
   * const [draft] = (await session.complete(context)).drafts;
   * if (draft !== undefined) {
   *   const { words } = await session.why(context, draft);
   *   await engine.profile.used(words.flatMap(({ messages }) => messages.slice(0, 1)));
   * }
   * ```
   */
  used(ids: readonly number[]): Promise<void>;

  /**
   * Where it is kept.
   *
   * @example
   * ```ts
   * const { kind, because } = await engine.profile.place();
   * if (kind === 'memory') console.log(`Gone with this page, because ${because ?? 'it was asked for'}`);
   * ```
   */
  place(): Promise<ProfilePlace>;
}

/** What a session does with a profile. */
export interface PersonalSession {
  /**
   * Learns from the session's text, which is finished: sent, or left. The session's next text stands behind it at once.
   * Nothing is learned if the session or the engine has no profile, or the field is none to learn from.
   *
   * @throws {ForewordError} `"bad-argument"` and those of `Profile.learn`.
   * @example
   * ```ts
   * const { notLearned } = await session.learn('See you at the Rusty Anchor.');
   * ```
   */
  learn(text: string): Promise<Learned>;

  /**
   * Notes that a draft of this session was taken, or its beginning: counts it, and keeps the messages longer that stood
   * behind it. Call it after the text was put in; nothing waits for it, and without a profile it does nothing.
   *
   * @param context - The one that was completed.
   * @param taken - What was put in. Default: the whole draft.
   * @throws {ForewordError} `"bad-argument"` and those of `Profile`.
   * @example
   * ```ts
   * const context = { before: 'See you' };
   * const [draft] = (await session.complete(context)).drafts;
   * if (draft !== undefined) await session.accept(context, draft);
   * ```
   */
  accept(context: Context, draft: Draft, taken?: string): Promise<void>;

  /**
   * Notes that what was offered was dismissed: counts it. Without a profile it does nothing.
   *
   * @throws {ForewordError} Those of `Profile`.
   * @example
   * ```ts
   * await session.dismiss();
   * ```
   */
  dismiss(): Promise<void>;

  /**
   * Says what stands behind a draft of this session: what was read before the text, and which messages the draft's
   * words come from.
   *
   * @param context - The one that was completed.
   * @throws {ForewordError} `"bad-argument"` and those of `Profile`.
   * @example
   * ```ts
   * const context = { before: 'See you' };
   * for (const draft of (await session.complete(context)).drafts) {
   *   const { words } = await session.why(context, draft);
   *   console.log(words.map(({ text, phrase }) => `${text}: ${phrase ?? 'the model'}`));
   * }
   * ```
   */
  why(context: Context, draft: Draft): Promise<Why>;
}
