import {
  type InferOutput,
  array,
  integer,
  literal,
  number,
  object,
  optional,
  picklist,
  pipe,
  string,
  unknown,
  variant,
} from 'valibot';

/** What our own pages and the engine say to each other. Arguments are checked by the engine that gets them. */

const id = pipe(number(), integer());

/** What pages may call, as far as it is the profile's. */
export const profileCalls = [
  'learn',
  'list',
  'words',
  'sites',
  'edit',
  'forget',
  'export',
  'import',
  'settings',
  'statistics',
  'place',
] as const;

/** What pages may call of the engine itself. */
export const engineCalls = ['load', 'backend', 'use', 'testBackends', 'storage', 'forgetModel'] as const;

/** What pages may call of a session of theirs, which the first call opens. */
export const sessionCalls = ['complete', 'why'] as const;

export const fromPage = variant('kind', [
  object({ kind: literal('profile'), id, call: picklist(profileCalls), args: array(unknown()) }),
  object({ kind: literal('engine'), id, call: picklist(engineCalls), args: array(unknown()) }),
  object({
    kind: literal('session'),
    id,
    session: id,
    options: unknown(),
    call: picklist(sessionCalls),
    args: array(unknown()),
  }),
  object({ kind: literal('cancel'), id }),
  object({ kind: literal('close'), session: id }),
]);
export type FromPage = InferOutput<typeof fromPage>;

export const toPage = variant('kind', [
  object({ kind: literal('hello') }),
  object({ kind: literal('return'), id, value: optional(unknown()) }),
  object({ kind: literal('throw'), id, code: string(), message: string() }),
  object({
    kind: literal('engine'),
    state: picklist(['unloaded', 'loading', 'ready', 'failed']),
    message: string(),
  }),
]);
export type ToPage = InferOutput<typeof toPage>;
