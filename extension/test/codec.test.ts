import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decoded, encoded } from '../src/protocol/codec.js';

test('bytes and dates survive JSON, and everything else is as it was', () => {
  const part = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 100 }),
    fc.date({ noInvalidDate: true }),
  );
  const value = fc.oneof(
    part,
    fc.array(part),
    fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => !/^(\$|__)/.test(key)),
      part,
    ),
  );
  fc.assert(
    fc.property(value, (given) => {
      expect(decoded(JSON.parse(JSON.stringify(encoded(given))))).toEqual(given);
    }),
  );
});

test('a file of some megabytes survives', () => {
  const file = Uint8Array.from({ length: 3_000_001 }, (_, at) => at % 251);
  const { file: back } = decoded(encoded({ file })) as { file: Uint8Array };
  expect(Buffer.from(back).equals(file)).toBe(true);
});
