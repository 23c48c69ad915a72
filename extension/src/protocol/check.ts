import { type BaseIssue, type BaseSchema, type InferOutput, getDotPath, safeParse } from 'valibot';

/** Any schema. */
export type AnySchema = BaseSchema<unknown, unknown, BaseIssue<unknown>>;

/** A message that is not what it should be. */
export class BadMessage extends Error {
  override readonly name = 'BadMessage';
}

/** The value if it is as the schema says; throws a {@link BadMessage} that says where and why it isn't. */
export function checked<const S extends AnySchema>(schema: S, value: unknown, what: string): InferOutput<S> {
  const result = safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new BadMessage(`${what}: ${getDotPath(issue) ?? 'value'}: ${issue.message}`);
}

/** The value if it is as the schema says, else `undefined`. */
export function orNothing<const S extends AnySchema>(schema: S, value: unknown): InferOutput<S> | undefined {
  const result = safeParse(schema, value);
  return result.success ? result.output : undefined;
}
