import { describe, expect, it } from 'vitest';
import {
  type Document,
  changedDocument,
  countWords,
  headOf,
  isBlank,
  newDocument,
  titleOf,
} from '../src/documents/document.js';
import { headFrom } from '../src/documents/check.js';

const blank = newDocument('a', 'mail', 1000);
const written = (change: Partial<Document>) => changedDocument(blank, change, 2000);

describe('the name of a document', () => {
  it.each([
    ['the one its owner gave', { title: 'Plan', subject: 'Meeting', text: 'Hi' }, 'Plan'],
    ['its subject', { subject: ' Meeting ', text: 'Hi' }, 'Meeting'],
    ['its first sentence', { text: 'Thanks for the letter. I will' }, 'Thanks for the letter.'],
    ['its beginning, whole words', { text: 'word '.repeat(30) }, `${'word '.repeat(12).trim()}…`],
    ['its recipient', { recipient: 'Sarah' }, 'To Sarah'],
    ['its kind', {}, 'New e-mail'],
  ])('is %s', (_, change, expected) => {
    expect(titleOf(written(change))).toBe(expected);
  });
});

it('a change is dated, counted and excerpted, and leaves the original', () => {
  const next = written({ text: 'One  two\n\nthree' });
  expect([next.changed, next.words, next.excerpt]).toEqual([2000, 3, 'One two three']);
  expect([blank.changed, blank.text]).toEqual([1000, '']);
  expect(headOf(next)).not.toHaveProperty('text');
});

it('white space alone is nothing to keep', () => {
  expect(isBlank(written({ text: ' \n ' }))).toBe(true);
  expect(isBlank(written({ recipient: 'Sarah' }))).toBe(false);
});

it('words are counted as their writer would', () => {
  expect(countWords("It's a well-known fact — 3.5 km, naïve 日本")).toBe(8);
  expect(countWords('… – !')).toBe(0);
});

describe('a stored head', () => {
  it('comes back as it was', () => {
    const head = headOf({ ...written({ text: 'Hi there' }), learned: 3, deleted: undefined });
    expect(headFrom(JSON.parse(JSON.stringify(head)))).toEqual({ ...head, deleted: undefined });
  });

  it.each([
    ['null', null],
    ['text', 'x'],
    ['another kind', { ...blank, kind: 'poem' }],
    ['no number', { ...blank, changed: 'today' }],
    ['infinity', { ...blank, words: Infinity }],
    ['no title', { ...blank, title: undefined }],
  ])('that is %s is refused', (_, value) => {
    expect(headFrom(value)).toBeUndefined();
  });
});
