import * as v from 'valibot';
import { type BackendStatus, backendChoices, backendReasons } from './backend/status.js';
import type { LoadOptions } from './engine.js';
import { type ErrorDetails, errorCodes } from './errors.js';
import { cpuFlavours, flavours } from './flavour.js';
import { count, finite, flag, numberFrom, oneOf, sha256, text, wholeNumberFrom } from './primitives.js';
import type * as types from './types.js';

/**
 * The types of what crosses between page and worker, again as schemas, which check arguments, messages and answers. Each
 * is made by {@link of}, so that a type and a schema that differ don't compile.
 */

/** `unknown` where both types are the same to the member, else `never`. */
// The compiler compares two generic functions member by member, and says so only of such.
/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters */
type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? unknown : never;
/* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */

/** Returns the schema, whose output must be exactly `T`. */
const of =
  <T>() =>
  <S extends v.GenericSchema>(schema: S & Same<v.InferOutput<S>, T>): v.GenericSchema<unknown, T> =>
    schema as unknown as v.GenericSchema<unknown, T>;

export const contextSchema = of<types.Context>()(v.object({ before: text, after: v.optional(text) }));

export const completeSchema = of<types.PlainCompleteOptions>()(
  v.object({
    drafts: v.optional(wholeNumberFrom(1, 8)),
    tokens: v.optional(wholeNumberFrom(1, 32)),
    minConfidence: v.optional(numberFrom(0, 1)),
    deadlineMs: v.optional(numberFrom(0, Number.MAX_VALUE)),
    allowNumbers: v.optional(flag),
    depth: v.optional(oneOf(['shallow', 'full'])),
    verify: v.optional(wholeNumberFrom(0, 32)),
  }),
);

export const sessionSchema = of<types.SessionOptions>()(v.object({ prefix: v.optional(text) }));

const source = v.custom<types.Source>((value) => typeof value === 'string', 'a string');

const draft = v.object({
  text,
  logProb: finite,
  confidence: finite,
  words: v.array(v.object({ text, source })),
});

export const completionSchema = of<types.Completion>()(
  v.object({
    drafts: v.array(draft),
    tokens: v.object({ encoded: count, reused: count }),
    timingMs: v.object({ encode: finite, decode: finite, verify: finite }),
    steps: count,
    revision: count,
  }),
);

const packedSource = v.object({ url: text, bytes: count, sha256 });

export const modelSourceSchema = of<types.ModelSource>()(
  v.object({ ...packedSource.entries, packed: v.optional(packedSource) }),
);

export const loadSchema = of<LoadOptions>()(
  v.object({
    model: modelSourceSchema,
    decoder: v.optional(modelSourceSchema),
    flavour: v.optional(oneOf(cpuFlavours)),
    backend: v.optional(oneOf(backendChoices)),
    sessionMemoryBytes: v.optional(count),
    wasmUrls: v.optional(v.partial(v.object(v.entriesFromList(flavours, text)))),
  }),
);

const storage = oneOf(['opfs', 'cache', 'memory', 'files']);
const bytes = { loaded: count, total: count };

export const progressSchema = of<types.Progress>()(
  v.variant('phase', [
    v.object({ phase: v.literal('waiting') }),
    v.object({
      phase: v.literal('download'),
      ...bytes,
      bytesPerSecond: finite,
      secondsLeft: v.optional(finite),
      isStalled: flag,
      storage,
    }),
    v.object({ phase: v.literal('verify'), ...bytes }),
    v.object({ phase: v.literal('unpack'), ...bytes }),
    v.object({ phase: v.literal('load'), ...bytes }),
  ]),
);

export const wireErrorSchema = of<types.WireError>()(
  v.object({
    code: oneOf(errorCodes),
    message: text,
    details: of<ErrorDetails>()(v.record(text, v.union([text, finite]))),
  }),
);

export const engineInfoSchema = of<types.EngineInfo>()(
  v.object({
    flavour: oneOf(cpuFlavours),
    downloadedBytes: count,
    storage,
    loadMs: finite,
    decoder: of<types.DecoderState>()(
      v.variant('state', [
        v.object({ state: v.literal('loaded') }),
        v.object({ state: v.literal('none') }),
        v.object({ state: v.literal('failed'), error: wireErrorSchema }),
      ]),
    ),
  }),
);

export const storageInfoSchema = of<types.StorageInfo>()(
  v.object({
    kind: storage,
    files: v.array(v.object({ sha256: text, bytes: count, isComplete: flag })),
    bytes: count,
    quota: v.optional(finite),
    isPersistent: v.optional(flag),
  }),
);

/** Median milliseconds of a keystroke in the test of a graphics card. */
export const keystrokeMsSchema = v.object({ cpu: finite, webgpu: finite });

export const backendStatusSchema = of<BackendStatus>()(
  v.object({
    used: oneOf(['cpu', 'webgpu']),
    flavour: oneOf(flavours),
    reason: oneOf(backendReasons),
    adapter: v.optional(text),
    keystrokeMs: v.optional(keystrokeMsSchema),
    mostApart: v.optional(finite),
    message: v.optional(text),
    testedAt: v.optional(count),
    remembered: v.optional(flag),
  }),
);
