import {
  type InferOutput,
  array,
  boolean,
  integer,
  literal,
  maxLength,
  nullable,
  number,
  object,
  picklist,
  pipe,
  string,
  variant,
} from 'valibot';
import { settingsSchema } from '../settings/settings.js';

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

/** How a field is to be treated. */
export const verdict = variant('state', [
  object({
    state: literal('on'),
    tokens: pipe(number(), integer()),
    drafts: pipe(number(), integer()),
    minConfidence: number(),
    isOneWord: boolean(),
    mayLookAgain: boolean(),
    mayAnnounce: boolean(),
    mayLearn: boolean(),
    isQuietInCode: boolean(),
    keys: settingsSchema.entries.keys,
  }),
  /** `until` is when it ends by itself, in milliseconds since 1970. */
  object({ state: literal('off'), reason: picklist(offReasons), until: nullable(number()) }),
]);
export type Verdict = InferOutput<typeof verdict>;
export type OnVerdict = Extract<Verdict, { state: 'on' }>;

/** What the engine's document needs to know, having no storage of the extension. */
export const hostRules = object({
  isOn: boolean(),
  offSites: array(pipe(string(), maxLength(253))),
  allowsPrivate: boolean(),
  learns: boolean(),
  idleMinutes: number(),
});
export type HostRules = InferOutput<typeof hostRules>;

/** From the background to the engine's document. */
export const toHost = variant('kind', [
  object({ to: literal('host'), kind: literal('rules'), rules: hostRules }),
]);

/** To a frame of a page. */
export const toFrame = variant('kind', [
  /** What was set has changed; a frame whose field has the focus asks anew. */
  object({ to: literal('frame'), kind: literal('changed') }),
  /** Asks the frame whose field has the focus what it does. Answered by a {@link fieldStatus}. */
  object({ to: literal('frame'), kind: literal('status') }),
]);
export type ToFrame = InferOutput<typeof toFrame>;

/** What a field that has the focus is in, in one word; `view/reasons.ts` has the sentences. */
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
