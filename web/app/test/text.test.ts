import { describe, expect, test } from 'vitest';
import { bytes, mayOffer, pieces, timeLeft } from '../src/text.js';

test('bytes in decimal megabytes', () => {
  expect([0, 1_000_000, 98_362_432].map(bytes)).toEqual(['0.0 MB', '1.0 MB', '98.4 MB']);
});

test.each([
  [0, 'about a second left'],
  [2.4, '2 seconds left'],
  [59.4, '59 seconds left'],
  [60, 'about a minute left'],
  [61, 'about 2 minutes left'],
])('%d seconds', (seconds, text) => {
  expect(timeLeft(seconds)).toBe(text);
});

describe('what a row shows', () => {
  test.each([
    ['the meeting', ' is on', { begun: '', rest: 'is on' }],
    ['the meet', 'ing is', { begun: 'meet', rest: 'ing is' }],
    ['I don’', 't know', { begun: 'don’', rest: 't know' }],
    ['café', 's', { begun: 'café', rest: 's' }],
    ['word ', 'next', { begun: '', rest: 'next' }],
    ['Regards,', '\nAnna', { begun: '', rest: '↵ Anna' }],
    ['a', ' one\n\ntwo \n', { begun: '', rest: 'one ↵ two ↵' }],
    ['end', '. Then', { begun: '', rest: '. Then' }],
  ])('%j + %j', (before, text, shown) => {
    expect(pieces(before, text)).toEqual(shown);
  });
});

test.each([
  ['', '', false],
  [' \n', '', false],
  ['Hello', '', true],
  ['Hello', ' there', true],
  ['Hel', 'lo', false],
  ['Hello', '\nNext', true],
  ['ma', 'ñana', false],
])('before %j, after %j', (before, after, offered) => {
  expect(mayOffer(before, after)).toBe(offered);
});
