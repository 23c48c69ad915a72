import { type Schema, check, number } from './schema.js';

// What a schema expects completes the sentence "… must be", so that an error names the range.

export const text: Schema<string> = check('a string', (value) => typeof value === 'string');

export const flag: Schema<boolean> = check('true or false', (value) => typeof value === 'boolean');

/** A number that is neither NaN nor infinite. */
export const finite = number('a number', Number.isFinite);

/** A whole number that is not negative: ids, counts, bytes. */
export const count = number('a count', Number.isSafeInteger, { min: 0 });

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256: Schema<string> = check(
  '64 lower-case hexadecimal digits',
  (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
);

export const textOrNumber: Schema<string | number> = check(
  'a string or a number',
  (value) => typeof value === 'string' || Number.isFinite(value),
);

/** A finite number from `min` to `max`, both included. */
export function numberFrom(min: number, max: number): Schema<number> {
  const range = max === Number.MAX_VALUE ? `from ${min}` : `from ${min} to ${max}`;
  return number(`a number ${range}`, Number.isFinite, { min, max });
}

/** A whole number from `min` to `max`, both included. */
export function wholeNumberFrom(min: number, max: number): Schema<number> {
  return number(`a whole number from ${min} to ${max}`, Number.isInteger, { min, max });
}
