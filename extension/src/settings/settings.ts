import {
  type InferOutput,
  array,
  boolean,
  fallback,
  integer,
  literal,
  maxLength,
  maxValue,
  minLength,
  minValue,
  number,
  object,
  optional,
  picklist,
  pipe,
  string,
  variant,
} from 'valibot';

const within = (min: number, max: number) => pipe(number(), integer(), minValue(min), maxValue(max));

/** A host name as the address bar has it. */
export const site = pipe(string(), minLength(1), maxLength(253));

const action = variant('kind', [
  object({ kind: picklist(['accept', 'accept-word', 'dismiss']) }),
  object({ kind: literal('cycle'), step: picklist([1, -1]) }),
  object({ kind: literal('pick'), position: within(0, 8) }),
]);

/** A key and what it does; an empty list means the usual ones. */
const binding = object({
  key: pipe(string(), minLength(1), maxLength(32)),
  alt: optional(boolean(), false),
  ctrl: optional(boolean(), false),
  meta: optional(boolean(), false),
  shift: optional(boolean(), false),
  action,
});

/**
 * What a person has set. Each member that can't be read, such as one that another version wrote, is as if it had never
 * been set; the others stay.
 */
export const settingsSchema = object({
  isOn: fallback(boolean(), true),
  /** Host names of sites where nothing is offered. */
  offSites: fallback(array(site), () => []),
  /** Nothing is offered until then, in milliseconds since 1970; 0 for no pause. */
  pausedUntil: fallback(number(), 0),
  allowsPrivate: fallback(boolean(), false),
  isOneWord: fallback(boolean(), false),
  /** Drafts at once. */
  drafts: fallback(within(1, 8), 3),
  /** Tokens of a draft at most. */
  tokens: fallback(within(1, 32), 8),
  /** A draft is shown if its first word is at least this likely to be right. */
  minConfidence: fallback(pipe(number(), minValue(0), maxValue(1)), 0.1),
  /** All layers write again when typing pauses. */
  mayLookAgain: fallback(boolean(), true),
  /** Screen readers are told of drafts. */
  mayAnnounce: fallback(boolean(), true),
  /** Finished texts are learned from. */
  learns: fallback(boolean(), true),
  /** Nothing in code editors and terminals. */
  isQuietInCode: fallback(boolean(), false),
  /** Minutes without a question after which the model leaves the memory; 0 for never. */
  idleMinutes: fallback(within(0, 240), 10),
  keys: fallback(array(binding), () => []),
  /** The first run was finished or skipped. */
  isWelcomed: fallback(boolean(), false),
});
export type Settings = InferOutput<typeof settingsSchema>;
