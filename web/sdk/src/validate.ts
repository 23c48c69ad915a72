import * as v from 'valibot';
import { type ErrorDetails, ForewordError } from './errors.js';

/** Longest part of a refused value that an error repeats, in UTF-16 code units. */
const maxShown = 80;

/**
 * The value as the schema has it: members that the schema doesn't know are dropped.
 *
 * @param name - Stands in the error where the value itself, not a member of it, is refused.
 * @throws {ForewordError} `code`. The message names the member, its range and the value found; `details` has the
 *   numbers.
 */
export function validate<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  { code, name }: { code: 'bad-argument' | 'bad-message'; name: string },
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? name;
  throw new ForewordError(code, `${path} ${complaint(issue)}`, { path, ...numbersOf(issue) });
}

function complaint(issue: v.BaseIssue<unknown>): string {
  if (issue.received === 'undefined') return 'is missing';
  // Schemas without a message of their own, such as objects, say what they expect.
  const expected = issue.message.startsWith('Invalid') ? (issue.expected ?? 'valid') : issue.message;
  const found = issue.received.slice(0, maxShown);
  return `must be ${expected}, not ${found}`;
}

function numbersOf({ type, requirement, input }: v.BaseIssue<unknown>): ErrorDetails {
  return {
    ...(Number.isFinite(input) && { found: input as number }),
    ...(type === 'min_value' && { min: requirement as number }),
    ...(type === 'max_value' && { max: requirement as number }),
  };
}
