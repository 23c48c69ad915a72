import * as v from 'valibot';

// A schema's message completes the sentence "… must be", so that an error names the range.

export const text = v.string('a string');

export const flag = v.boolean('true or false');

/** A number that is neither NaN nor infinite. */
export const finite = v.pipe(v.number('a number'), v.finite('a number'));

/** A whole number that is not negative: ids, counts, bytes. */
export const count = v.pipe(v.number('a count'), v.safeInteger('a count'), v.minValue(0, 'a count'));

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256 = v.pipe(text, v.regex(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits'));

/** A finite number from `min` to `max`, both included. */
export function numberFrom(min: number, max: number) {
  const message = max === Number.MAX_VALUE ? `a number from ${min}` : `a number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.finite(message), v.minValue(min, message), v.maxValue(max, message));
}

/** A whole number from `min` to `max`, both included. */
export function wholeNumberFrom(min: number, max: number) {
  const message = `a whole number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}

export function oneOf<const T extends readonly string[]>(values: T) {
  return v.picklist(values, `one of ${values.join(', ')}`);
}
