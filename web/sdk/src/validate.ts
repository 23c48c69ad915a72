import { type ErrorDetails, ForewordError } from './errors.js';
import { type Refusal, Refused, type Schema } from './schema.js';

/** Longest part of a refused value that an error repeats, in UTF-16 code units. */
const maxShown = 80;

/**
 * The value as the schema has it: members that the schema doesn't know are dropped.
 *
 * @param name - Stands in the error where the value itself, not a member of it, is refused.
 * @throws {ForewordError} `code`. The message names the member, its range and the value found; `details` has the
 *   numbers.
 */
export function validate<T>(
  schema: Schema<T>,
  value: unknown,
  { code, name }: { code: 'bad-argument' | 'bad-message'; name: string },
): T {
  const result = schema(value, []);
  if (!(result instanceof Refused)) return result;
  const { refusal } = result;
  const path = refusal.path.length === 0 ? name : refusal.path.join('.');
  throw new ForewordError(code, `${path} ${complaint(refusal)}`, { path, ...numbersOf(refusal) });
}

function complaint({ expected, found }: Refusal): string {
  return found === undefined ? 'is missing' : `must be ${expected}, not ${shown(found).slice(0, maxShown)}`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, maxShown));
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'Array' : 'Object';
  return typeof value === 'function' || typeof value === 'symbol' ? typeof value : String(value);
}

function numbersOf({ found, bound }: Refusal): ErrorDetails {
  return { ...(Number.isFinite(found) && { found: found as number }), ...bound };
}
