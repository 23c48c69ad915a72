import * as v from 'valibot';
/** Where drafts may be computed: wherever it is faster, on the processor alone, or on the graphics card if it can. */
export declare const backendChoices: readonly ["auto", "cpu", "webgpu"];
export type BackendChoice = (typeof backendChoices)[number];
/** Why drafts are computed where they are. New reasons may be added. */
export declare const backendReasons: readonly ["no-webgpu", "no-adapter", "not-tested", "testing", "faster", "slower", "wrong", "unsupported", "device-lost", "crashed", "chosen"];
export type BackendReason = (typeof backendReasons)[number];
/** Median milliseconds of a keystroke in the test. */
export declare const keystrokeMsSchema: v.ObjectSchema<{
    readonly cpu: v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>;
    readonly webgpu: v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>;
}, undefined>;
/** Where drafts are computed, and why. */
export declare const backendStatusSchema: v.ObjectSchema<{
    readonly used: v.PicklistSchema<readonly ["cpu", "webgpu"], `one of ${string}`>;
    /** The WASM build that answers. */
    readonly flavour: v.PicklistSchema<readonly ["cpu-relaxed", "cpu", "webgpu"], `one of ${string}`>;
    readonly reason: v.PicklistSchema<readonly ["no-webgpu", "no-adapter", "not-tested", "testing", "faster", "slower", "wrong", "unsupported", "device-lost", "crashed", "chosen"], `one of ${string}`>;
    /** The graphics card's name, where one was found. */
    readonly adapter: v.OptionalSchema<v.StringSchema<"a string">, undefined>;
    /** Median milliseconds of a keystroke in the test. */
    readonly keystrokeMs: v.OptionalSchema<v.ObjectSchema<{
        readonly cpu: v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>;
        readonly webgpu: v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>;
    }, undefined>, undefined>;
    /** The largest difference of two log-probabilities, in nats; absent if they were not compared. */
    readonly mostApart: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"a number">, v.FiniteAction<number, "a number">]>, undefined>;
    /** More about the reason, in English. */
    readonly message: v.OptionalSchema<v.StringSchema<"a string">, undefined>;
    /** When the test was, in milliseconds since 1970. */
    readonly testedAt: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"a count">, v.SafeIntegerAction<number, "a count">, v.MinValueAction<number, 0, "a count">]>, undefined>;
    /** The test was made in an earlier session, or by another tab. */
    readonly remembered: v.OptionalSchema<v.BooleanSchema<"true or false">, undefined>;
}, undefined>;
export type BackendStatus = v.InferOutput<typeof backendStatusSchema>;
