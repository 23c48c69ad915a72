/** What callers give and get of a profile. */

/** Kinds of text. Texts of one kind are written alike. */
export type TextKind = 'mail' | 'chat' | 'document' | 'note' | 'other';

/** All of them. */
export const textKinds = ['mail', 'chat', 'document', 'note', 'other'] as const satisfies readonly TextKind[];

/** The field that a text is written in. Nothing is learned from `"line"` and `"sensitive"`. */
export type FieldKind = 'text' | 'line' | 'sensitive';

/** Why nothing was learned of a text. */
export type NotLearned = 'empty' | 'line' | 'sensitive' | 'off' | 'site' | 'secret' | 'known';

/** What became of a text. */
export interface Learned {
  /** Number of the message that is kept; absent if nothing was learned. */
  id?: number | undefined;
  /** Why nothing was learned. */
  notLearned?: NotLearned | undefined;
  /** What was left out, such as `"card-number"`; what stands around it is kept. */
  leftOut: string[];
}

/** A message that is kept. */
export interface RememberedMessage {
  id: number;
  /** Days since the beginning of 1970. */
  day: number;
  kind: TextKind;
  /** Where it was written; empty where there are no sites. */
  site: string;
  /** With `…` for what was left out. */
  text: string;
  /** How often a draft that it stood behind was taken. */
  used: number;
  /** The day of the last time; 0 if there was none. */
  lastUsed: number;
}

/** Which part of a list is wanted. */
export interface ListQuery {
  /** Only what contains this, in capitals or not. */
  search?: string | undefined;
  /** Items that are passed over. Default 0. */
  from?: number | undefined;
  /** Items at most, 1 to 1000. Default 50. */
  count?: number | undefined;
}

/** Which messages are wanted. */
export interface MessageQuery extends ListQuery {
  kind?: TextKind | undefined;
  site?: string | undefined;
  day?: number | undefined;
}

/** Messages, the newest first. */
export interface MessageList {
  /** How many there are, on all pages together. */
  total: number;
  messages: RememberedMessage[];
}

/** Which words are wanted. */
export interface WordQuery extends ListQuery {
  /** Single words, those of them that are names, or phrases that stand in two messages or more. Default `"words"`. */
  what?: 'words' | 'names' | 'phrases' | undefined;
}

/** A word or phrase that was written. */
export interface RememberedWord {
  /** In the spelling that was used most. */
  text: string;
  /** It is written with a capital in the midst of sentences. */
  isName: boolean;
  /** How many words it has. */
  words: number;
  count: number;
  /** Messages that it stands in. */
  messages: number;
  /** The last day it was written on. */
  lastDay: number;
}

/** Words, the most frequent first. */
export interface WordList {
  total: number;
  words: RememberedWord[];
}

/** A site that something was learned on. */
export interface RememberedSite {
  site: string;
  messages: number;
  lastDay: number;
}

/** What is to be forgotten. */
export type Forget =
  | { what: 'message'; id: number }
  /** All messages of a day, and what was counted on it. */
  | { what: 'day'; day: number }
  | { what: 'site'; site: string }
  /** All that was learned of a document. */
  | { what: 'origin'; origin: string }
  /** These words wherever they stand; the rest of their messages stays. */
  | { what: 'words'; words: string }
  /** Everything but the settings. */
  | { what: 'all' };

/**
 * What is used on a site of what was learned on others: all of it, words and phrases that were used on two sites at least, or
 * nothing. What was learned without a site belongs to none and is used on all, except with `"site"`; texts without a site
 * see everything.
 */
export type Sharing = 'everywhere' | 'two-sites' | 'site';

/** All of them. */
export const sharings = ['everywhere', 'two-sites', 'site'] as const satisfies readonly Sharing[];

/** What the owner has decided. */
export interface ProfileSettings {
  /** How much drafts sound like the owner, 0 to 1; 0 is as if nothing had been learned. */
  strength: number;
  /** Whether anything is learned. */
  learns: boolean;
  /** What of one site's texts is used on others. */
  sharing: Sharing;
  /** Examples that the owner has written, to be read before every text of a kind. */
  voices: Partial<Record<TextKind, string[] | undefined>>;
  /** Sites on which nothing is learned. */
  notLearnedOn: string[];
}

/** What became of drafts. */
export interface DraftCounts {
  /** Keys pressed. */
  typed: number;
  /** Characters that drafts put in. */
  inserted: number;
  /** Drafts taken. */
  taken: number;
  /** Drafts dismissed. */
  dismissed: number;
}

/** Counts by day; they hold no text. */
export interface ProfileStatistics {
  /** Of all days before those in `days`. */
  before: DraftCounts;
  /** By day since the beginning of 1970. */
  days: Record<number, DraftCounts>;
}

/** Why a draft is as it is. */
export interface Why {
  /** What was read before the text, in order: messages, or examples that the owner has written, which have no number. */
  before: { id?: number | undefined; text: string }[];
  /** The draft's words, in order. */
  words: WhyWord[];
}

/** Where a word of a draft is from. */
export interface WhyWord {
  text: string;
  /** What proposed it; a `Source`. */
  source: string;
  /** What the owner has written before that ends in this word; absent if the word isn't theirs. */
  phrase?: string | undefined;
  /** How many messages the phrase stands in. */
  total: number;
  /** The newest of them, 20 at most. */
  messages: number[];
}

/** Where a profile is kept. */
export interface ProfilePlace {
  /** `"indexeddb"`, `"memory"`, or what a store of your own calls itself. What is in memory is gone with the page. */
  kind: string;
  /** Why it is in memory. */
  because?: string | undefined;
  /** Whether the browser has promised not to evict it, where it tells. */
  isPersistent?: boolean | undefined;
  /**
   * Whether what is forgotten is gone from the disk at once. Where a browser has neither the origin private file system
   * nor the Cache API, it is gone when the browser tidies up.
   */
  erases: boolean;
  /** Messages that are stored and can't be read any more. */
  damaged: number;
}
