import { backendChoices } from '../backend/status.js';
import { count, text } from '../primitives.js';
import type { VerbCall } from '../profile/core.js';
import {
  type Output as OutputOf,
  type Schema,
  array,
  literal,
  object,
  oneOf,
  optional,
  unknown,
  variant,
} from '../schema.js';
import {
  backendStatusSchema,
  completeSchema,
  completionSchema,
  contextSchema,
  engineInfoSchema,
  loadSchema,
  progressSchema,
  sessionSchema,
  storageInfoSchema,
  wireErrorSchema,
} from '../schemas.js';

const nothing = literal(null);
/** Ids of sessions and calls are chosen by the caller, and are unique within one port. */
const session = count;
const call = count;
const choice = oneOf(backendChoices);
const verbCall: Schema<VerbCall> = object({
  verb: text,
  session: optional(session),
  args: array(unknown),
});

/** What a page asks of the host of an engine: everything but sessions. */
const hostCalls = {
  load: { in: loadSchema, out: engineInfoSchema },
  backend: { in: nothing, out: backendStatusSchema },
  use: { in: choice, out: backendStatusSchema },
  'test-backends': { in: choice, out: backendStatusSchema },
  /** Both may come before `load`. */
  storage: { in: nothing, out: storageInfoSchema },
  'forget-model': { in: nothing, out: nothing },
  /** The core checks the arguments, and the profile's client what comes back. */
  profile: { in: verbCall, out: unknown },
};

/**
 * What a page asks of one of its sessions. All of it is plain JSON, and none of it changes other sessions, so that it
 * may come from less trusted places than the host's calls.
 */
const sessionCalls = {
  /** An id that is in use is opened anew. */
  open: { in: object({ session, options: sessionSchema }), out: nothing },
  complete: {
    in: object({ session, call, context: contextSchema, options: completeSchema }),
    out: completionSchema,
  },
  /** Ends the `complete` with this number of `call`, if it has not ended. */
  cancel: { in: object({ session, call }), out: nothing },
  focus: { in: object({ session }), out: nothing },
  close: { in: object({ session }), out: nothing },
};

const calls = { ...hostCalls, ...sessionCalls };
type Calls = typeof calls;

export type CallKind = keyof Calls;
export type Input<K extends CallKind> = OutputOf<Calls[K]['in']>;
export type Output<K extends CallKind> = OutputOf<Calls[K]['out']>;

export function isCallKind(kind: string): kind is CallKind {
  return Object.hasOwn(calls, kind);
}

export function inputSchema<K extends CallKind>(kind: K): Schema<Input<K>> {
  return calls[kind].in as Schema<unknown> as Schema<Input<K>>;
}

export function outputSchema<K extends CallKind>(kind: K): Schema<Output<K>> {
  return calls[kind].out as Schema<unknown> as Schema<Output<K>>;
}

/** From the page to the worker. `id` is unique among the requests of one port. */
export const requestSchema = object({ kind: text, id: count, input: optional(unknown) });

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
