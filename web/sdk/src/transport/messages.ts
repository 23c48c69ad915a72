import * as v from 'valibot';
import { backendChoices } from '../backend/status.js';
import { count, oneOf } from '../primitives.js';
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

const nothing = v.null('null');
/** Ids of sessions and calls are chosen by the caller, and are unique within one port. */
const session = count;
const call = count;
const choice = oneOf(backendChoices);

/** What a page asks of the host of an engine: everything but sessions. */
const hostCalls = {
  load: { in: loadSchema, out: engineInfoSchema },
  backend: { in: nothing, out: backendStatusSchema },
  use: { in: choice, out: backendStatusSchema },
  'test-backends': { in: choice, out: backendStatusSchema },
  /** Both may come before `load`. */
  storage: { in: nothing, out: storageInfoSchema },
  'forget-model': { in: nothing, out: nothing },
};

/**
 * What a page asks of one of its sessions. All of it is plain JSON, and none of it changes other sessions, so that it
 * may come from less trusted places than the host's calls.
 */
const sessionCalls = {
  /** An id that is in use is opened anew. */
  open: { in: v.object({ session, options: sessionSchema }), out: nothing },
  complete: {
    in: v.object({ session, call, context: contextSchema, options: completeSchema }),
    out: completionSchema,
  },
  /** Ends the `complete` with this number of `call`, if it has not ended. */
  cancel: { in: v.object({ session, call }), out: nothing },
  focus: { in: v.object({ session }), out: nothing },
  close: { in: v.object({ session }), out: nothing },
};

const calls = { ...hostCalls, ...sessionCalls };
type Calls = typeof calls;

export type CallKind = keyof Calls;
export type Input<K extends CallKind> = v.InferOutput<Calls[K]['in']>;
export type Output<K extends CallKind> = v.InferOutput<Calls[K]['out']>;

export function isCallKind(kind: string): kind is CallKind {
  return Object.hasOwn(calls, kind);
}

export function inputSchema<K extends CallKind>(kind: K): v.GenericSchema<unknown, Input<K>> {
  return calls[kind].in;
}

export function outputSchema<K extends CallKind>(kind: K): v.GenericSchema<unknown, Output<K>> {
  return calls[kind].out;
}

/** From the page to the worker. `id` is unique among the requests of one port. */
export const requestSchema = v.object({ kind: v.string('a string'), id: count, input: v.unknown() });

/** From the worker to the page. Every request is answered by one `return` or one `throw` of its `id`. */
export const answerSchema = v.variant('kind', [
  v.object({ kind: v.literal('return'), id: count, value: v.unknown() }),
  v.object({ kind: v.literal('throw'), id: count, error: wireErrorSchema }),
  /** News about a running `load`. */
  v.object({ kind: v.literal('progress'), id: count, progress: progressSchema }),
  /** News that answers no request. */
  v.object({ kind: v.literal('backend'), status: backendStatusSchema }),
]);
export type Answer = v.InferOutput<typeof answerSchema>;
