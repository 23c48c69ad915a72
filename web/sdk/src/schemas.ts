import { type BackendStatus, backendChoices, backendReasons } from './backend/status.js';
import type { LoadOptions } from './engine.js';
import { type ErrorDetails, errorCodes } from './errors.js';
import { cpuFlavours, flavours } from './flavour.js';
import {
  count,
  finite,
  flag,
  numberFrom,
  sha256,
  text,
  textOrNumber,
  wholeNumberFrom,
} from './primitives.js';
import {
  type Output,
  type Schema,
  array,
  check,
  object,
  oneOf,
  optional,
  record,
  variant,
} from './schema.js';
import { textKinds } from './profile/types.js';
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
  <S extends Schema<T>>(schema: S & Same<Output<S>, T>): Schema<T> =>
    schema;

export const contextSchema = of<types.Context>()(object({ before: text, after: optional(text) }));

export const completeSchema = of<types.PlainCompleteOptions>()(
  object({
    drafts: optional(wholeNumberFrom(1, 8)),
    tokens: optional(wholeNumberFrom(1, 32)),
    minConfidence: optional(numberFrom(0, 1)),
    deadlineMs: optional(numberFrom(0, Number.MAX_VALUE)),
    budgetMs: optional(numberFrom(0, Number.MAX_VALUE)),
    allowNumbers: optional(flag),
    depth: optional(oneOf(['shallow', 'full'])),
    verify: optional(wholeNumberFrom(0, 32)),
    foresee: optional(flag),
  }),
);

export const sessionSchema = of<types.SessionOptions>()(
  object({
    prefix: optional(text),
    kind: optional(oneOf(textKinds)),
    site: optional(text),
    field: optional(oneOf(['text', 'line', 'sensitive'])),
    personal: optional(flag),
    learns: optional(flag),
  }),
);

const source = check<types.Source>('a string', (value) => typeof value === 'string');

export const draftSchema = of<types.Draft>()(
  object({
    text,
    logProb: finite,
    confidence: finite,
    words: array(object({ text, source })),
  }),
);

export const completionSchema = of<types.Completion>()(
  object({
    drafts: array(draftSchema),
    tokens: object({ encoded: count, reused: count }),
    timingMs: object({ encode: finite, decode: finite, verify: finite }),
    steps: count,
    revision: count,
    isReduced: optional(flag),
    isForeseen: optional(flag),
  }),
);

const sourceMembers = { url: text, bytes: count, sha256 };

export const modelSourceSchema = of<types.ModelSource>()(
  object({ ...sourceMembers, packed: optional(object(sourceMembers)) }),
);

export const loadSchema = of<LoadOptions>()(
  object({
    model: modelSourceSchema,
    decoder: optional(modelSourceSchema),
    flavour: optional(oneOf(cpuFlavours)),
    backend: optional(oneOf(backendChoices)),
    sessionMemoryBytes: optional(count),
    wasmUrls: optional(
      object({ 'cpu-relaxed': optional(text), cpu: optional(text), webgpu: optional(text) }),
    ),
  }),
);

const storage = oneOf(['opfs', 'cache', 'memory', 'files']);
const bytes = { loaded: count, total: count };

export const progressSchema = of<types.Progress>()(
  variant('phase', {
    waiting: {},
    download: {
      ...bytes,
      bytesPerSecond: finite,
      secondsLeft: optional(finite),
      isStalled: flag,
      storage,
    },
    verify: bytes,
    unpack: bytes,
    load: bytes,
  }),
);

export const wireErrorSchema = of<types.WireError>()(
  object({
    code: oneOf(errorCodes),
    message: text,
    details: of<ErrorDetails>()(record(textOrNumber)),
  }),
);

export const engineInfoSchema = of<types.EngineInfo>()(
  object({
    flavour: oneOf(cpuFlavours),
    downloadedBytes: count,
    storage,
    loadMs: finite,
    decoder: of<types.DecoderState>()(
      variant('state', { loaded: {}, none: {}, failed: { error: wireErrorSchema } }),
    ),
  }),
);

export const storageInfoSchema = of<types.StorageInfo>()(
  object({
    kind: storage,
    files: array(object({ sha256: text, bytes: count, isComplete: flag })),
    bytes: count,
    quota: optional(finite),
    isPersistent: optional(flag),
  }),
);

/** Median milliseconds of a keystroke in the test of a graphics card. */
export const keystrokeMsSchema = object({ cpu: finite, webgpu: finite });

export const backendStatusSchema = of<BackendStatus>()(
  object({
    used: oneOf(['cpu', 'webgpu']),
    flavour: oneOf(flavours),
    reason: oneOf(backendReasons),
    adapter: optional(text),
    keystrokeMs: optional(keystrokeMsSchema),
    mostApart: optional(finite),
    message: optional(text),
    testedAt: optional(count),
    remembered: optional(flag),
  }),
);
