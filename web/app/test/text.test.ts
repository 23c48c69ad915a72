import { describe, expect, test } from 'vitest';
import { bytes, likelihoods, mayOffer, narrow, pieces, timeLeft } from '../src/text.js';

const draft = (text: string, logProb = -1) => ({ text, logProb });

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

test('likelihoods are relative to the best, wherever it stands', () => {
  expect(likelihoods([draft('a', -2), draft('b', -1), draft('c', -1000)])).toEqual([Math.exp(-1), 1, 0]);
  expect(likelihoods([])).toEqual([]);
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

describe('typing on', () => {
  const drafts = [draft(' was late'), draft(' was moved'), draft(' is')];

  test('keeps what foresaw it, without it', () => {
    expect(narrow(drafts, ' wa').map(({ text }) => text)).toEqual(['s late', 's moved']);
  });

  test('drops what is used up, what differs and what differs in case', () => {
    expect(narrow(drafts, ' is')).toEqual([]);
    expect(narrow(drafts, ' x')).toEqual([]);
    expect(narrow(drafts, ' W')).toEqual([]);
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
