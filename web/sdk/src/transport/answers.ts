import {
  backendStatusSchema,
  completionSchema,
  engineInfoSchema,
  progressSchema,
  storageInfoSchema,
  wireErrorSchema,
} from '../answer-schemas.js';
import { count } from '../primitives.js';
import { type Output as OutputOf, type Schema, literal, unknown, variant } from '../schema.js';
import type { CallKind } from './requests.js';

const nothing = literal(null);

/** What a page gets for each call of `requests.ts`. */
const results = {
  load: engineInfoSchema,
  backend: backendStatusSchema,
  use: backendStatusSchema,
  'test-backends': backendStatusSchema,
  storage: storageInfoSchema,
  'forget-model': nothing,
  /** The profile's client checks it. */
  profile: unknown,
  open: nothing,
  complete: completionSchema,
  cancel: nothing,
  focus: nothing,
  close: nothing,
} satisfies Record<CallKind, unknown>;

export type Output<K extends CallKind> = OutputOf<(typeof results)[K]>;

export function outputSchema<K extends CallKind>(kind: K): Schema<Output<K>> {
  return results[kind] as Schema<unknown> as Schema<Output<K>>;
}

/** From the worker to the page. Every request is answered by one `return` or one `throw` of its `id`. */
export const answerSchema = variant('kind', {
  return: { id: count, value: unknown },
  throw: { id: count, error: wireErrorSchema },
  /** News about a running `load`. */
  progress: { id: count, progress: progressSchema },
  /** News that answers no request. */
  backend: { status: backendStatusSchema },
});
export type Answer = OutputOf<typeof answerSchema>;
