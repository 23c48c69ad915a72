import { backendChoices, threadChoices } from './backend/status.js';
import type { LoadOptions } from './engine.js';
import { cpuFlavours } from './flavour.js';
import { count, finite, flag, numberFrom, sha256, text, wholeNumberFrom } from './primitives.js';
import { object, of, oneOf, optional } from './schema.js';
import { textKinds } from './profile/types.js';
import type * as types from './types.js';

/**
 * The types of what a page asks, again as schemas, which check arguments and requests. Each is made by {@link of}, so that
 * a type and a schema that differ don't compile. What is answered has its own in `answer-schemas.ts`, for the page alone.
 */

export const contextSchema = of<types.Context>()(object({ before: text, after: optional(text) }));

export const completeSchema = of<types.PlainCompleteOptions>()(
  object({
    drafts: optional(wholeNumberFrom(1, 8)),
    tokens: optional(wholeNumberFrom(1, 32)),
    minConfidence: optional(numberFrom(0, 1)),
    deadlineMs: optional(numberFrom(0, Number.MAX_VALUE)),
    budgetMs: optional(numberFrom(0, Number.MAX_VALUE)),
    allowNumbers: optional(flag),
    trailingSpace: optional(flag),
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
    threads: optional(oneOf(threadChoices)),
    wasmUrls: optional(
      object({ 'cpu-relaxed': optional(text), cpu: optional(text), webgpu: optional(text) }),
    ),
  }),
);

/** Median milliseconds of a keystroke in the test of a graphics card. */
export const keystrokeMsSchema = object({ cpu: finite, webgpu: finite });
