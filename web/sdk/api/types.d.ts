import * as v from 'valibot';
/**
 * What callers give and get. Each type is the output of its schema: the schema checks arguments, messages between page
 * and worker, and answers.
 */
/** The text around the caret. */
export declare const contextSchema: v.ObjectSchema<{
    /** The text before the caret. */
    readonly before: v.StringSchema<"a string">;
    /** The text after the caret. Default: none. Drafts fit in front of it and don't repeat it. */
    readonly after: v.OptionalSchema<v.StringSchema<"a string">, undefined>;
}, undefined>;
export type Context = v.InferOutput<typeof contextSchema>;
/** Which layers write drafts: those of the drafting decoder, or all of the encoder's. */
export declare const depths: readonly ["shallow", "full"];
export type Depth = (typeof depths)[number];
/** Options of one completion, without {@link CompleteOptions.signal}: what can be sent to a worker. */
export declare const completeSchema: v.ObjectSchema<{
    /** How many drafts at most, 1 to 8. Default 3. */
    readonly drafts: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, undefined>;
    /** Tokens per draft at most, 1 to 32. Default 8. */
    readonly tokens: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, undefined>;
    /**
     * The best draft is offered if it is at least this likely to be right, 0 to 1; other drafts need an eighth of it.
     * Default 0.1.
     */
    readonly minConfidence: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<string>, v.FiniteAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, undefined>;
    /** Give the best so far after this many milliseconds. Default: no limit. */
    readonly deadlineMs: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<string>, v.FiniteAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, undefined>;
    /** Drafts may contain numbers that the text does not. Default false. */
    readonly allowNumbers: v.OptionalSchema<v.BooleanSchema<"true or false">, undefined>;
    /** Default: `"shallow"` where the drafting decoder is loaded, else `"full"`. */
    readonly depth: v.OptionalSchema<v.PicklistSchema<readonly ["shallow", "full"], `one of ${string}`>, undefined>;
    /**
     * How many tokens of the best draft all layers verify, 0 to 32; they replace a token that they would not have
     * written. More tokens make the draft better and take longer. Default: 2 where the drafting decoder writes, else 0.
     */
    readonly verify: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, undefined>;
}, undefined>;
/** {@link CompleteOptions} without its signal. */
export type PlainCompleteOptions = v.InferOutput<typeof completeSchema>;
export interface CompleteOptions extends PlainCompleteOptions {
    /** Aborting it ends the call, which then rejects with the signal's reason. */
    signal?: AbortSignal | undefined;
}
/** What a session keeps for all of its completions. */
export declare const sessionSchema: v.ObjectSchema<{
    /** Text before the text: it is read first and never shown. Default: none. */
    readonly prefix: v.OptionalSchema<v.StringSchema<"a string">, undefined>;
}, undefined>;
export type SessionOptions = v.InferOutput<typeof sessionSchema>;
/** What proposed a word. More sources will come: take an unknown one as valid. */
export type Source = 'model' | 'ngrams' | (string & Record<never, never>);
export declare const wordSchema: v.ObjectSchema<{
    /** The word, with the space and punctuation that belong to it. */
    readonly text: v.StringSchema<"a string">;
    readonly source: v.CustomSchema<Source, v.ErrorMessage<v.CustomIssue> | undefined>;
}, undefined>;
export type Word = v.InferOutput<typeof wordSchema>;
/** One way to continue the text. */
export declare const draftSchema: v.ObjectSchema<{
    /** The text to insert at the caret: the rest of the current word, then more. It often starts with a space. */
    readonly text: v.StringSchema<"a string">;
    /** Natural log, summed over the draft's tokens. */
    readonly logProb: v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>;
    /** Estimated probability that its first word is the right one, 0 to 1. */
    readonly confidence: v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>;
    /** The words of `text` in order. Their texts concatenate to `text`. */
    readonly words: v.ArraySchema<v.ObjectSchema<{
        /** The word, with the space and punctuation that belong to it. */
        readonly text: v.StringSchema<"a string">;
        readonly source: v.CustomSchema<Source, v.ErrorMessage<v.CustomIssue> | undefined>;
    }, undefined>, undefined>;
}, undefined>;
export type Draft = v.InferOutput<typeof draftSchema>;
/** How many tokens were read, and how many were still known from earlier calls. */
export declare const encodedSchema: v.ObjectSchema<{
    readonly encoded: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    readonly reused: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
}, undefined>;
export type Encoded = v.InferOutput<typeof encodedSchema>;
export declare const completionSchema: v.ObjectSchema<{
    /** The likeliest first. An empty array means that nothing is worth showing. */
    readonly drafts: v.ArraySchema<v.ObjectSchema<{
        /** The text to insert at the caret: the rest of the current word, then more. It often starts with a space. */
        readonly text: v.StringSchema<"a string">;
        /** Natural log, summed over the draft's tokens. */
        readonly logProb: v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>;
        /** Estimated probability that its first word is the right one, 0 to 1. */
        readonly confidence: v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>;
        /** The words of `text` in order. Their texts concatenate to `text`. */
        readonly words: v.ArraySchema<v.ObjectSchema<{
            /** The word, with the space and punctuation that belong to it. */
            readonly text: v.StringSchema<"a string">;
            readonly source: v.CustomSchema<Source, v.ErrorMessage<v.CustomIssue> | undefined>;
        }, undefined>, undefined>;
    }, undefined>, undefined>;
    /** Tokens of the context. */
    readonly tokens: v.ObjectSchema<{
        readonly encoded: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
        readonly reused: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    }, undefined>;
    /** Milliseconds inside the engine, without the messages to and from the worker. */
    readonly timingMs: v.ObjectSchema<{
        readonly encode: v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>;
        readonly decode: v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>;
        readonly verify: v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>;
    }, undefined>;
    /** Passes of the layers that write. */
    readonly steps: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    /** Number of the call among those that one WASM engine answered, from 1. A restarted engine counts anew. */
    readonly revision: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
}, undefined>;
export type Completion = v.InferOutput<typeof completionSchema>;
/** Where a file is and what it must be. */
export declare const packedSourceSchema: v.ObjectSchema<{
    /** Absolute, or relative to the page. */
    readonly url: v.StringSchema<"a string">;
    /** Size of the file. */
    readonly bytes: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    /** SHA-256 of the file, 64 lower-case hexadecimal digits. */
    readonly sha256: v.SchemaWithPipe<readonly [v.StringSchema<"a string">, v.RegexAction<string, "64 lower-case hexadecimal digits">]>;
}, undefined>;
export type PackedSource = v.InferOutput<typeof packedSourceSchema>;
/** A file of the model. */
export declare const modelSourceSchema: v.ObjectSchema<{
    /**
     * Its packed form, as `foreword model pack` makes it. If given, this is downloaded, and unpacked once into the file
     * that is kept; both are stored for a moment.
     */
    readonly packed: v.OptionalSchema<v.ObjectSchema<{
        /** Absolute, or relative to the page. */
        readonly url: v.StringSchema<"a string">;
        /** Size of the file. */
        readonly bytes: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
        /** SHA-256 of the file, 64 lower-case hexadecimal digits. */
        readonly sha256: v.SchemaWithPipe<readonly [v.StringSchema<"a string">, v.RegexAction<string, "64 lower-case hexadecimal digits">]>;
    }, undefined>, undefined>;
    /** Absolute, or relative to the page. */
    readonly url: v.StringSchema<"a string">;
    /** Size of the file. */
    readonly bytes: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    /** SHA-256 of the file, 64 lower-case hexadecimal digits. */
    readonly sha256: v.SchemaWithPipe<readonly [v.StringSchema<"a string">, v.RegexAction<string, "64 lower-case hexadecimal digits">]>;
}, undefined>;
export type ModelSource = v.InferOutput<typeof modelSourceSchema>;
/**
 * What the model is kept in: the origin private file system, the Cache API, or, where the browser refuses both, as some
 * do in private windows, memory. From memory it is gone with the page, and is fetched again next time.
 */
export declare const storages: readonly ["opfs", "cache", "memory"];
export type StorageKind = (typeof storages)[number];
/** What happens between the first call and readiness. */
export declare const progressSchema: v.VariantSchema<"phase", [v.ObjectSchema<{
    readonly phase: v.LiteralSchema<"waiting", undefined>;
}, undefined>, v.ObjectSchema<{
    readonly phase: v.LiteralSchema<"download", undefined>;
    /** Bytes of all files together, including those of earlier downloads. */
    readonly received: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    readonly total: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    /** Over the last seconds; 0 until it is known. */
    readonly bytesPerSecond: v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>;
    /** Absent until the speed is known. */
    readonly secondsLeft: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>, undefined>;
    /**
     * No byte has come for ten seconds. After half a minute the rest is requested anew, a few times; then `load` rejects
     * with `code` `"network"`.
     */
    readonly isStalled: v.BooleanSchema<"true or false">;
    /** Where the bytes go. */
    readonly storage: v.PicklistSchema<readonly ["opfs", "cache", "memory"], `one of ${string}`>;
}, undefined>, v.ObjectSchema<{
    readonly done: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    readonly total: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    readonly phase: v.LiteralSchema<"verify", undefined>;
}, undefined>, v.ObjectSchema<{
    readonly done: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    readonly total: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    readonly phase: v.LiteralSchema<"unpack", undefined>;
}, undefined>, v.ObjectSchema<{
    readonly done: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    readonly total: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    readonly phase: v.LiteralSchema<"load", undefined>;
}, undefined>], undefined>;
export type Progress = v.InferOutput<typeof progressSchema>;
/** An error as it crosses from the worker to the page. */
export declare const wireErrorSchema: v.ObjectSchema<{
    readonly code: v.PicklistSchema<readonly ["bad-argument", "bad-message", "cancelled", "device-lost", "disposed", "engine-crashed", "internal", "model-corrupt", "model-invalid", "model-missing", "network", "quota-exceeded", "storage", "unsupported"], `one of ${string}`>;
    readonly message: v.StringSchema<"a string">;
    readonly details: v.RecordSchema<v.StringSchema<"a string">, v.UnionSchema<[v.StringSchema<"a string">, v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>], undefined>, undefined>;
}, undefined>;
export type WireError = v.InferOutput<typeof wireErrorSchema>;
/** The drafting decoder's state. Without one all layers of the encoder write every draft: slower, not worse. */
export declare const decoderStateSchema: v.VariantSchema<"state", [v.ObjectSchema<{
    readonly state: v.LiteralSchema<"loaded", undefined>;
}, undefined>, v.ObjectSchema<{
    readonly state: v.LiteralSchema<"none", undefined>;
}, undefined>, v.ObjectSchema<{
    readonly state: v.LiteralSchema<"failed", undefined>;
    readonly error: v.ObjectSchema<{
        readonly code: v.PicklistSchema<readonly ["bad-argument", "bad-message", "cancelled", "device-lost", "disposed", "engine-crashed", "internal", "model-corrupt", "model-invalid", "model-missing", "network", "quota-exceeded", "storage", "unsupported"], `one of ${string}`>;
        readonly message: v.StringSchema<"a string">;
        readonly details: v.RecordSchema<v.StringSchema<"a string">, v.UnionSchema<[v.StringSchema<"a string">, v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>], undefined>, undefined>;
    }, undefined>;
}, undefined>], undefined>;
export type DecoderState = v.InferOutput<typeof decoderStateSchema>;
/** Result of `Engine.load`. */
export declare const engineInfoSchema: v.ObjectSchema<{
    /** The build for the processor, which answers first. `Engine.backend` tells what answers later. */
    readonly flavour: v.PicklistSchema<readonly ["cpu-relaxed", "cpu"], `one of ${string}`>;
    /** Bytes that had to be downloaded; 0 if the model was stored. */
    readonly downloadedBytes: v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>;
    /** What the model is kept in. */
    readonly storage: v.PicklistSchema<readonly ["opfs", "cache", "memory"], `one of ${string}`>;
    /** Milliseconds from the call to readiness, without the messages to and from the worker. */
    readonly loadMs: v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>;
    readonly decoder: v.VariantSchema<"state", [v.ObjectSchema<{
        readonly state: v.LiteralSchema<"loaded", undefined>;
    }, undefined>, v.ObjectSchema<{
        readonly state: v.LiteralSchema<"none", undefined>;
    }, undefined>, v.ObjectSchema<{
        readonly state: v.LiteralSchema<"failed", undefined>;
        readonly error: v.ObjectSchema<{
            readonly code: v.PicklistSchema<readonly ["bad-argument", "bad-message", "cancelled", "device-lost", "disposed", "engine-crashed", "internal", "model-corrupt", "model-invalid", "model-missing", "network", "quota-exceeded", "storage", "unsupported"], `one of ${string}`>;
            readonly message: v.StringSchema<"a string">;
            readonly details: v.RecordSchema<v.StringSchema<"a string">, v.UnionSchema<[v.StringSchema<"a string">, v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>], undefined>, undefined>;
        }, undefined>;
    }, undefined>], undefined>;
}, undefined>;
export type EngineInfo = v.InferOutput<typeof engineInfoSchema>;
