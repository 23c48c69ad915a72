import {
  type InferOutput,
  array,
  boolean,
  finite,
  integer,
  literal,
  maxLength,
  maxValue,
  minValue,
  number,
  object,
  optional,
  picklist,
  pipe,
  string,
  variant,
} from 'valibot';
import { limits } from './limits.js';

/** What a page's frame and the engine say to each other. Everything is plain JSON. */

const count = pipe(number(), integer(), minValue(0));
const share = pipe(number(), minValue(0), maxValue(1));
const upTo = (length: number) => pipe(string(), maxLength(length));

/** What is asked of the engine with a text. */
export const asked = object({
  drafts: optional(pipe(number(), integer(), minValue(1), maxValue(8))),
  tokens: optional(pipe(number(), integer(), minValue(1), maxValue(32))),
  minConfidence: optional(share),
  budgetMs: optional(pipe(number(), minValue(0), maxValue(60_000))),
  trailingSpace: optional(boolean()),
  depth: optional(picklist(['shallow', 'full'])),
  foresee: optional(boolean()),
});

/** From a frame to the engine. */
export const fromField = variant('kind', [
  /** A session is opened with its first question; a number that was closed may be used again. */
  object({
    kind: literal('complete'),
    id: count,
    session: count,
    before: upTo(limits.before),
    after: upTo(limits.after),
    asked,
    /** What the session is, for the engine to open it. */
    field: object({
      /** One line, such as a subject: nothing is learned of it. */
      isLine: boolean(),
      /** What was found out of the field forbids learning. */
      isUnlearned: boolean(),
    }),
  }),
  object({ kind: literal('cancel'), id: count }),
  object({ kind: literal('focus'), session: count }),
  object({ kind: literal('close'), session: count }),
  /** A text is finished: sent, or left. `origin` names its field, whose later text replaces it. */
  object({
    kind: literal('learn'),
    session: count,
    text: upTo(limits.learned),
    origin: upTo(64),
  }),
  /** What a person did, for the statistics: numbers alone. */
  object({ kind: literal('count'), typed: count, inserted: count, taken: count, dismissed: count }),
  object({ kind: literal('ping'), id: count }),
]);
export type FromField = InferOutput<typeof fromField>;

/** The drafts of an answer, as the field needs them. */
export const completion = object({
  drafts: array(
    object({
      text: string(),
      logProb: pipe(number(), finite()),
      confidence: share,
      words: array(object({ text: string(), source: string() })),
    }),
  ),
  tokens: object({ encoded: count, reused: count }),
  timingMs: object({ encode: number(), decode: number(), verify: number() }),
  steps: count,
  revision: count,
  isReduced: optional(boolean()),
});

/** From the engine to a frame. */
export const toField = variant('kind', [
  object({ kind: literal('hello') }),
  object({ kind: literal('return'), id: count, completion }),
  /** `code` is one of the engine's error codes, or `"refused"`: drafts are off for this page. */
  object({ kind: literal('throw'), id: count, code: string(), message: string() }),
  object({ kind: literal('pong'), id: count }),
  /** How the engine is; sent when it changes. */
  object({
    kind: literal('engine'),
    state: picklist(['unloaded', 'loading', 'ready', 'failed']),
    message: string(),
  }),
]);
export type ToField = InferOutput<typeof toField>;
export type EngineState = Extract<ToField, { kind: 'engine' }>['state'];
