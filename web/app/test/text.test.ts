import { expect, test } from 'vitest';
import { bytes, percent, timeLeft } from '../src/text.js';

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

test('a percentage that is never ahead', () => {
  expect([percent(0, 0), percent(1, 3), percent(999, 1000), percent(7, 7)]).toEqual([
    '0%',
    '33%',
    '99%',
    '100%',
  ]);
});
