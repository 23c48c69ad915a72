import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, finite, sha256, text, wholeNumberFrom } from '../src/primitives.js';
import { Refused, type Schema, array, object, oneOf, optional, record, variant } from '../src/schema.js';
import { validate } from '../src/validate.js';

const shape = variant('kind', {
  none: {},
  some: { names: array(text), size: optional(count), notes: record(finite), side: oneOf(['left', 'right']) },
});
const some = { kind: 'some', names: ['a'], notes: { n: 1 }, side: 'left' };

function refusal(schema: Schema<unknown>, value: unknown): string {
  try {
    validate(schema, value, { code: 'bad-argument', name: 'it' });
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

test('what fits passes, without members that nobody knows', () => {
  expect(shape({ ...some, more: 1 }, [])).toEqual(some);
  expect(shape({ kind: 'none', names: 1 }, [])).toEqual({ kind: 'none' });
  expect(shape({ ...some, size: undefined }, [])).toEqual({ ...some, size: undefined });
});

test.each([
  [null, 'it must be Object, not null'],
  [{}, 'kind is missing'],
  [{ kind: 'other' }, 'kind must be one of none, some, not "other"'],
  [{ ...some, names: 'a' }, 'names must be Array, not "a"'],
  [{ ...some, names: ['a', 7] }, 'names.1 must be a string, not 7'],
  [{ ...some, size: -1 }, 'size must be a count, not -1'],
  [{ ...some, size: 1.5 }, 'size must be a count, not 1.5'],
  [{ ...some, notes: { n: NaN } }, 'notes.n must be a number, not NaN'],
  [{ ...some, notes: [] }, 'accepted'],
  [{ ...some, side: 'up' }, 'side must be one of left, right, not "up"'],
])('%o: %s', (value, message) => {
  expect(refusal(shape, value)).toBe(message);
});

test('an error repeats only the beginning of a long value', () => {
  expect(refusal(count, 'x'.repeat(10_000)).length).toBeLessThan(120);
});

test('a member by the name of the prototype is a member like any other', () => {
  const hostile: unknown = JSON.parse('{"__proto__": 1, "a": 2}');
  const found = record(finite)(hostile, []) as Record<string, number>;
  expect(Object.keys(found)).toEqual(['__proto__', 'a']);
  expect(({} as Record<string, unknown>)['1']).toBeUndefined();
});

test('whatever comes, a schema returns or refuses, and changes nothing', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (value) => {
      for (const schema of [
        shape,
        array(shape),
        record(shape),
        object({ a: shape }),
        sha256,
      ] as Schema<unknown>[]) {
        const found = schema(value, []);
        if (found instanceof Refused) expect(refusal(schema, value)).not.toBe('accepted');
        else expect(schema(found, [])).toEqual(found);
      }
    }),
  );
});

test('a range holds its ends and nothing beyond', () => {
  const schema = wholeNumberFrom(2, 5);
  fc.assert(
    fc.property(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double()), (value) => {
      const isInside = Number.isInteger(value) && value >= 2 && value <= 5;
      expect(schema(value, []) instanceof Refused).toBe(!isInside);
    }),
  );
});
