import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paragraphOf, windowsOf } from '../src/adapters/window.js';
import { chunksOf } from '../src/view/above.js';

const caret = (at: number) => ({ start: at, end: at });

describe('the windows around the caret', () => {
  test('are all of a short text', () => {
    expect(windowsOf('one two', caret(3))).toEqual({ before: 'one', after: ' two' });
    expect(windowsOf('one two', { start: 3, end: 4 })).toEqual({ before: 'one', after: 'two' });
  });

  test('are bounded, touch the caret, and cut no letter in two', () => {
    const text = '😀'.repeat(6000);
    fc.assert(
      fc.property(fc.nat(6000), fc.nat(1), (pairs, odd) => {
        const shifted = 'x'.repeat(odd) + text;
        const at = pairs * 2 + odd;
        const { before, after } = windowsOf(shifted, caret(at));
        expect(before.length).toBeLessThanOrEqual(3000);
        expect(after.length).toBeLessThanOrEqual(400);
        expect(shifted.slice(0, at).endsWith(before)).toBe(true);
        expect(shifted.slice(at).startsWith(after)).toBe(true);
        // Throws at half a surrogate pair.
        for (const window of [before, after]) expect(() => encodeURIComponent(window)).not.toThrow();
      }),
    );
  });

  test('begin at the same letter for many keys', () => {
    const text = 'abcdefghij'.repeat(1000);
    const starts = new Set<number>();
    for (let at = 5001; at <= 6000; at += 1) starts.add(at - windowsOf(text, caret(at)).before.length);
    expect([...starts]).toEqual([4000]);
  });

  test('leave little to read again when they move', () => {
    const text = 'abcdefghij'.repeat(3000);
    const before = (at: number) => windowsOf(text, caret(at)).before.length;
    const moves = Array.from({ length: 20_000 }, (_, at) => at + 1).filter(
      (at) => before(at) < before(at - 1),
    );
    expect(moves).toHaveLength(9);
    for (const at of moves) expect(before(at)).toBeLessThanOrEqual(1001);
  });
});

test.each([
  ['one', 3, undefined, 'one', ''],
  ['one\ntwo', 5, 'one', 't', 'wo'],
  ['one\ntwo\nthree', 3, undefined, 'one', ''],
  ['one\ntwo\nthree', 4, 'one', '', 'two'],
  ['\n', 1, '', '', ''],
  ['\n', 0, undefined, '', ''],
])('the paragraph in %j at %d', (text, at, above, before, after) => {
  expect(paragraphOf(text, caret(at))).toEqual({ above, paragraph: { before, after } });
});

describe('the chunks of the text above', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`).join('\n');

  test('make up the text', () => {
    fc.assert(
      fc.property(fc.nat(3000), (count) => {
        expect(chunksOf(lines(count)).join('\n')).toBe(lines(count));
      }),
    );
    expect(chunksOf('')).toEqual(['']);
  });

  test('are the same as before when a line is added, but for the last', () => {
    const text = lines(3000);
    const chunks = chunksOf(text);
    const longer = chunksOf(`${text}\nmore`);
    expect(chunks.length).toBeGreaterThan(3);
    expect(longer.slice(0, chunks.length - 1)).toEqual(chunks.slice(0, -1));
  });
});
