import { describe, expect, test } from 'vitest';
import { beforeWord, endsLine, firstWord, mayOffer, nextPiece, pieces } from '../src/words.js';

test.each([
  [' was moved', ' was'],
  ['eting was', 'eting'],
  ['. Then', '.'],
  ['don’t', 'don’t'],
  ['', ''],
])('the first word of %j is %j', (text, word) => {
  expect(firstWord(text)).toBe(word);
});

test.each([
  ['you?', ['you', '?']],
  [' Monday. See', [' Monday', '.', ' See']],
  [' was, however,', [' was', ',', ' however', ',']],
  ['’s idea', ['’s', ' idea']],
  [' don’t, I', [' don’t', ',', ' I']],
  [' a well-known e.g. 3.5%', [' a', ' well-known', ' e.g', '.', ' 3.5', '%']],
  [' (see “it”) at 10:30.', [' (see', ' “it', '”)', ' at', ' 10:30', '.']],
  [', "Hello," she', [',', ' "Hello', ',"', ' she']],
  [' $5 or £6 — fine', [' $5', ' or', ' £6', ' —', ' fine']],
  ['word—then', ['word', '—', 'then']],
  [' déjà cafe\u0301!', [' déjà', ' cafe\u0301', '!']],
  [' 😀 ok', [' 😀', ' ok']],
  [' می\u200cخواهم، و', [' می\u200cخواهم', '،', ' و']],
  [',\nAnna', [',', '\nAnna']],
  ['...', ['...']],
  [' was moved ', [' was', ' moved ']],
  [' was, ', [' was', ', ']],
  ['  ', ['  ']],
])('%j is taken in the pieces %j', (text, expected) => {
  const taken: string[] = [];
  for (let left = text; left !== ''; left = left.slice(taken.at(-1)?.length)) taken.push(nextPiece(left));
  expect(taken).toEqual(expected);
});

test.each([
  ['the meet', 'the '],
  ['the ', 'the '],
  ['line\nne', 'line\n'],
  ['first', ''],
])('the text before the word at the end of %j is %j', (before, expected) => {
  expect(beforeWord(before)).toBe(expected);
});

test.each([
  ['', true],
  [' \nNext', true],
  [' next', false],
  ['.', false],
])('the caret before %j is at the end of its line: %j', (after, isEnd) => {
  expect(endsLine(after)).toBe(isEnd);
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
  ['I would like to ', 'you tomorrow', true],
  ['I think you don', '’t know', false],
  ['I like my co', "'s office", false],
  ['well-', 'known man', false],
  ['the wo', '-man', false],
  ['cafe', '\u0301 noir', false],
  ['a', '\u200bb', false],
  ['yo\u00ad', 'u', false],
  ['He said ', '’tis', true],
  ['the end', '. Then', true],
  ['the end', ' - then', true],
  ['the dogs’', ' home', true],
])('before %j, after %j', (before, after, offered) => {
  expect(mayOffer(before, after)).toBe(offered);
});
