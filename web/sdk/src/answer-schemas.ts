import { type BackendStatus, backendReasons } from './backend/status.js';
import { type ErrorDetails, errorCodes } from './errors.js';
import { cpuFlavours, flavours } from './flavour.js';
import { count, finite, flag, text, textOrNumber } from './primitives.js';
import { array, check, object, of, oneOf, optional, record, variant } from './schema.js';
import { keystrokeMsSchema } from './schemas.js';
import type * as types from './types.js';

/** The types of what an engine answers, as schemas; see `schemas.ts`. No worker needs them. */

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

export const backendStatusSchema = of<BackendStatus>()(
  object({
    used: oneOf(['cpu', 'webgpu']),
    flavour: oneOf(flavours),
    reason: oneOf(backendReasons),
    threads: optional(count),
    adapter: optional(text),
    keystrokeMs: optional(keystrokeMsSchema),
    mostApart: optional(finite),
    message: optional(text),
    testedAt: optional(count),
    remembered: optional(flag),
  }),
);
