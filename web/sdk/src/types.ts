import * as v from 'valibot';
import { errorCodes } from './errors.js';
import { cpuFlavours } from './flavour.js';
import { count, finite, flag, numberFrom, oneOf, sha256, text, wholeNumberFrom } from './primitives.js';

/**
 * What callers give and get. Each type is the output of its schema: the schema checks arguments, messages between page
 * and worker, and answers.
 */

/** The text around the caret. */
export const contextSchema = v.object({
  /** The text before the caret. */
  before: text,
  /** The text after the caret. Default: none. Drafts fit in front of it and don't repeat it. */
  after: v.optional(text),
});
export type Context = v.InferOutput<typeof contextSchema>;

/** Which layers write drafts: those of the drafting decoder, or all of the encoder's. */
export const depths = ['shallow', 'full'] as const;
export type Depth = (typeof depths)[number];

/** Options of one completion, without {@link CompleteOptions.signal}: what can be sent to a worker. */
export const completeSchema = v.object({
  /** How many drafts at most, 1 to 8. Default 3. */
  drafts: v.optional(wholeNumberFrom(1, 8)),
  /** Tokens per draft at most, 1 to 32. Default 8. */
  tokens: v.optional(wholeNumberFrom(1, 32)),
  /**
   * The best draft is offered if it is at least this likely to be right, 0 to 1; other drafts need an eighth of it.
   * Default 0.1.
   */
  minConfidence: v.optional(numberFrom(0, 1)),
  /** Give the best so far after this many milliseconds. Default: no limit. */
  deadlineMs: v.optional(numberFrom(0, Number.MAX_VALUE)),
  /** Drafts may contain numbers that the text does not. Default false. */
  allowNumbers: v.optional(flag),
  /** Default: `"shallow"` where the drafting decoder is loaded, else `"full"`. */
  depth: v.optional(oneOf(depths)),
  /**
   * How many tokens of the best draft all layers verify, 0 to 32; they replace a token that they would not have
   * written. More tokens make the draft better and take longer. Default: 2 where the drafting decoder writes, else 0.
   */
  verify: v.optional(wholeNumberFrom(0, 32)),
});
/** {@link CompleteOptions} without its signal. */
export type PlainCompleteOptions = v.InferOutput<typeof completeSchema>;
export interface CompleteOptions extends PlainCompleteOptions {
  /** Aborting it ends the call, which then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** What a session keeps for all of its completions. */
export const sessionSchema = v.object({
  /** Text before the text: it is read first and never shown. Default: none. */
  prefix: v.optional(text),
});
export type SessionOptions = v.InferOutput<typeof sessionSchema>;

/** What proposed a word. More sources will come: take an unknown one as valid. */
export type Source = 'model' | 'ngrams' | (string & Record<never, never>);
const sourceSchema = v.custom<Source>((value) => typeof value === 'string', 'a string');

export const wordSchema = v.object({
  /** The word, with the space and punctuation that belong to it. */
  text,
  source: sourceSchema,
});
export type Word = v.InferOutput<typeof wordSchema>;

/** One way to continue the text. */
export const draftSchema = v.object({
  /** The text to insert at the caret: the rest of the current word, then more. It often starts with a space. */
  text,
  /** Natural log, summed over the draft's tokens. */
  logProb: finite,
  /** Estimated probability that its first word is the right one, 0 to 1. */
  confidence: finite,
  /** The words of `text` in order. Their texts concatenate to `text`. */
  words: v.array(wordSchema),
});
export type Draft = v.InferOutput<typeof draftSchema>;

/** How many tokens were read, and how many were still known from earlier calls. */
export const encodedSchema = v.object({ encoded: count, reused: count });
export type Encoded = v.InferOutput<typeof encodedSchema>;

export const completionSchema = v.object({
  /** The likeliest first. An empty array means that nothing is worth showing. */
  drafts: v.array(draftSchema),
  /** Tokens of the context. */
  tokens: encodedSchema,
  /** Milliseconds inside the engine, without the messages to and from the worker. */
  timingMs: v.object({ encode: finite, decode: finite, verify: finite }),
  /** Passes of the layers that write. */
  steps: count,
  /** Number of the call among those that one WASM engine answered, from 1. A restarted engine counts anew. */
  revision: count,
});
export type Completion = v.InferOutput<typeof completionSchema>;

/** Where a file is and what it must be. */
export const packedSourceSchema = v.object({
  /** Absolute, or relative to the page. */
  url: text,
  /** Size of the file. */
  bytes: count,
  /** SHA-256 of the file, 64 lower-case hexadecimal digits. */
  sha256,
});
export type PackedSource = v.InferOutput<typeof packedSourceSchema>;

/** A file of the model. */
export const modelSourceSchema = v.object({
  ...packedSourceSchema.entries,
  /**
   * Its packed form, as `foreword model pack` makes it. If given, this is downloaded, and unpacked once into the file
   * that is kept; both are stored for a moment.
   */
  packed: v.optional(packedSourceSchema),
});
export type ModelSource = v.InferOutput<typeof modelSourceSchema>;

/**
 * What the model is kept in: the origin private file system, the Cache API, or, where the browser refuses both, as some
 * do in private windows, memory. From memory it is gone with the page, and is fetched again next time.
 */
export const storages = ['opfs', 'cache', 'memory'] as const;
export type StorageKind = (typeof storages)[number];

const steps = { done: count, total: count };

/** What happens between the first call and readiness. */
export const progressSchema = v.variant('phase', [
  /** Another tab is loading or downloading the same model. */
  v.object({ phase: v.literal('waiting') }),
  v.object({
    phase: v.literal('download'),
    /** Bytes of all files together, including those of earlier downloads. */
    received: count,
    total: count,
    /** Over the last seconds; 0 until it is known. */
    bytesPerSecond: finite,
    /** Absent until the speed is known. */
    secondsLeft: v.optional(finite),
    /**
     * No byte has come for ten seconds. After half a minute the rest is requested anew, a few times; then `load` rejects
     * with `code` `"network"`.
     */
    isStalled: flag,
    /** Where the bytes go. */
    storage: oneOf(storages),
  }),
  /** The bytes that an interrupted download stored are being hashed. */
  v.object({ phase: v.literal('verify'), ...steps }),
  /** The packed files are being unpacked, once. */
  v.object({ phase: v.literal('unpack'), ...steps }),
  /** The stored model goes into the engine. */
  v.object({ phase: v.literal('load'), ...steps }),
]);
export type Progress = v.InferOutput<typeof progressSchema>;

/** An error as it crosses from the worker to the page. */
export const wireErrorSchema = v.object({
  code: oneOf(errorCodes),
  message: text,
  details: v.record(text, v.union([text, finite])),
});
export type WireError = v.InferOutput<typeof wireErrorSchema>;

/** The drafting decoder's state. Without one all layers of the encoder write every draft: slower, not worse. */
export const decoderStateSchema = v.variant('state', [
  v.object({ state: v.literal('loaded') }),
  /** `LoadOptions.decoder` is absent. */
  v.object({ state: v.literal('none') }),
  /** Another `Engine.load` tries again. */
  v.object({ state: v.literal('failed'), error: wireErrorSchema }),
]);
export type DecoderState = v.InferOutput<typeof decoderStateSchema>;

/** Result of `Engine.load`. */
export const engineInfoSchema = v.object({
  /** The build for the processor, which answers first. `Engine.backend` tells what answers later. */
  flavour: oneOf(cpuFlavours),
  /** Bytes that had to be downloaded; 0 if the model was stored. */
  downloadedBytes: count,
  /** What the model is kept in. */
  storage: oneOf(storages),
  /** Milliseconds from the call to readiness, without the messages to and from the worker. */
  loadMs: finite,
  decoder: decoderStateSchema,
});
export type EngineInfo = v.InferOutput<typeof engineInfoSchema>;
