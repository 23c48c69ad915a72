import { backendChoices } from '../backend/status.js';
import { count, text } from '../primitives.js';
import type { VerbCall } from '../profile/core.js';
import { type Output, type Schema, array, literal, object, oneOf, optional, unknown } from '../schema.js';
import { completeSchema, contextSchema, loadSchema, sessionSchema } from '../schemas.js';

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

/** What a page asks of the host of an engine: everything but sessions. `answers.ts` has what it gets. */
const hostCalls = {
  load: loadSchema,
  backend: nothing,
  use: choice,
  'test-backends': choice,
  /** Both may come before `load`. */
  storage: nothing,
  'forget-model': nothing,
  /** The core checks the arguments. */
  profile: verbCall,
};

/**
 * What a page asks of one of its sessions. All of it is plain JSON, and none of it changes other sessions, so that it
 * may come from less trusted places than the host's calls.
 */
const sessionCalls = {
  /** An id that is in use is opened anew. */
  open: object({ session, options: sessionSchema }),
  complete: object({ session, call, context: contextSchema, options: completeSchema }),
  /** Ends the `complete` with this number of `call`, if it has not ended. */
  cancel: object({ session, call }),
  focus: object({ session }),
  close: object({ session }),
};

const calls = { ...hostCalls, ...sessionCalls };
type Calls = typeof calls;

export type CallKind = keyof Calls;
export type Input<K extends CallKind> = Output<Calls[K]>;

export function isCallKind(kind: string): kind is CallKind {
  return Object.hasOwn(calls, kind);
}

export function inputSchema<K extends CallKind>(kind: K): Schema<Input<K>> {
  return calls[kind] as Schema<unknown> as Schema<Input<K>>;
}

/** From the page to the worker. `id` is unique among the requests of one port. */
export const requestSchema = object({ kind: text, id: count, input: optional(unknown) });
