import {
  type InferInput,
  type InferOutput,
  array,
  boolean,
  integer,
  literal,
  maxLength,
  maxValue,
  minLength,
  minValue,
  nullable,
  number,
  object,
  optional,
  picklist,
  pipe,
  string,
  union,
  variant,
} from 'valibot';

/** Messages that the background answers. All have `to`, since every context of the extension hears every message. */

/** To the background. */
export const toBackground = variant('kind', [
  /** A field got the focus in the frame that sends this. Answered by a {@link verdict}. */
  object({ to: literal('background'), kind: literal('focused'), needsScript: boolean() }),
  /** The engine's document must be there. Answered by `true`. */
  object({ to: literal('background'), kind: literal('ensure') }),
  /** The engine's document wants to know what was set. Answered by {@link hostRules}. */
  object({ to: literal('background'), kind: literal('rules') }),
]);
export type ToBackground = InferOutput<typeof toBackground>;

/** Why nothing is offered in a page, by what the person has set. */
export const offReasons = ['off', 'paused', 'site', 'tab', 'private'] as const;
export type OffReason = (typeof offReasons)[number];

const whole = (min: number, max: number) => pipe(number(), integer(), minValue(min), maxValue(max));

const action = union([
  object({ kind: picklist(['accept', 'accept-word', 'explain', 'dismiss']) }),
  object({ kind: literal('cycle'), step: picklist([1, -1]) }),
  object({ kind: literal('pick'), position: whole(0, 8) }),
]);

/** A key with the modifiers that are held, and what it does: `Binding` of `foreword-field`. */
const binding = object({
  key: pipe(string(), minLength(1), maxLength(30)),
  alt: optional(boolean(), false),
  ctrl: optional(boolean(), false),
  meta: optional(boolean(), false),
  shift: optional(boolean(), false),
  action,
});

/** How a field is to be treated. */
export const verdict = variant('state', [
  object({
    state: literal('on'),
    complete: object({
      drafts: optional(whole(1, 8)),
      tokens: optional(whole(1, 32)),
      minConfidence: optional(pipe(number(), minValue(0), maxValue(1))),
      foresee: optional(boolean()),
    }),
    keys: array(binding),
    length: picklist(['word', 'phrase', 'sentence']),
    mayLookAgain: boolean(),
    mayAnnounce: boolean(),
    mayLearn: boolean(),
    isQuietInCode: boolean(),
  }),
  /** `until` is when it ends by itself, in milliseconds since 1970. */
  object({ state: literal('off'), reason: picklist(offReasons), until: nullable(number()) }),
]);
export type Verdict = InferInput<typeof verdict>;
export type OnVerdict = Extract<InferOutput<typeof verdict>, { state: 'on' }>;

/** What the engine's document needs to know, having no storage of the extension. */
export const hostRules = object({
  isOn: boolean(),
  offSites: array(pipe(string(), maxLength(253))),
  allowsPrivate: boolean(),
  idleMinutes: number(),
  backend: picklist(['auto', 'cpu']),
  /** Whether what was learned is used in texts of a kind. */
  personal: object({
    mail: boolean(),
    chat: boolean(),
    document: boolean(),
    note: boolean(),
    other: boolean(),
  }),
});
export type HostRules = InferOutput<typeof hostRules>;

/** From the background to the engine's document. */
export const toHost = object({ to: literal('host'), kind: literal('rules'), rules: hostRules });
export type ToHost = InferOutput<typeof toHost>;

/** To a frame of a page. */
export type ToFrame =
  /** What was set has changed; a frame whose field has the focus asks anew. */
  | { to: 'frame'; kind: 'changed' }
  /** Asks the frame whose field has the focus what it does. Answered by a {@link FieldStatus}. */
  | { to: 'frame'; kind: 'status' };

/** What a field that has the focus is in, in one word; `popup/reasons.ts` has the sentences. */
export const fieldStates = [
  'none',
  'waiting',
  'loading',
  'on',
  'unlearned',
  'sensitive',
  'unsupported',
  'code',
  'failed',
  ...offReasons,
] as const;
export type FieldState = (typeof fieldStates)[number];

export const fieldStatus = object({ state: picklist(fieldStates), detail: string() });
export type FieldStatus = InferOutput<typeof fieldStatus>;
