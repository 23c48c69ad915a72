import { describe, expect, test } from 'vitest';
import {
  type Offer,
  beforeWord,
  cycled,
  firstWord,
  ghostOf,
  offerOf,
  renewed,
  typedOn,
} from '../src/offer.js';

const draft = (text: string, confidence = 0.5) => ({ text, logProb: -1, confidence, words: [] });

function offer(before: string, ...texts: string[]): Offer {
  const made = offerOf(
    before,
    texts.map((text, rank) => draft(text, 0.5 / (rank + 1))),
  );
  if (made === undefined) throw new Error('no offer');
  return made;
}

const texts = (from: Offer | undefined) => from?.drafts.map(({ text }) => text);

describe('what is worth offering', () => {
  test('at most three drafts, none of them blank', () => {
    expect(texts(offer('a', ' b', ' c', ' d', ' e'))).toEqual([' b', ' c', ' d']);
    expect(texts(offer('a', ' ', ' c'))).toEqual([' c']);
    expect(offerOf('a', [draft(' ')])).toBeUndefined();
    expect(offerOf('a', [])).toBeUndefined();
  });
});

describe('typing on', () => {
  const start = offer('It', ' was late', ' was moved', ' is');

  test('keeps what foresaw it, without it', () => {
    expect(texts(typedOn(start, 'It wa'))).toEqual(['s late', 's moved']);
    expect(typedOn(start, 'It wa')?.before).toBe('It wa');
  });

  test('keeps the chosen one chosen while it fits, else takes the first that does', () => {
    const second = cycled(start, 1);
    expect(typedOn(second, 'It was')).toMatchObject({ chosen: 1 });
    expect(typedOn(cycled(second, 1), 'It was')).toMatchObject({ chosen: 0 });
  });

  test('drops what is used up, what differs and what differs in case', () => {
    expect(typedOn(start, 'It is')).toBeUndefined();
    expect(typedOn(start, 'It x')).toBeUndefined();
    expect(typedOn(start, 'It W')).toBeUndefined();
    expect(typedOn(start, 'I')).toBeUndefined();
  });
});

test('the choice goes around', () => {
  const start = offer('a', ' b', ' c', ' d');
  expect(ghostOf(cycled(start, -1)).text).toBe(' d');
  expect(ghostOf(cycled(cycled(start, -1), 1)).text).toBe(' b');
});

describe('new drafts beside a ghost', () => {
  test('the ghost stays if the engine foresees it too, with more of it if there is more', () => {
    const shown = offer('It w', 'as moved');
    expect(texts(renewed(shown, offer('It w', 'ill be', 'as moved to Friday')))).toEqual([
      'as moved to Friday',
      'ill be',
    ]);
    expect(texts(renewed(shown, offer('It w', 'as late', 'ill')))).toEqual(['as moved', 'ill']);
  });

  test('the ghost gives way if the engine no longer foresees it, or another is much likelier', () => {
    const shown = offer('It w', 'as moved');
    expect(texts(renewed(shown, offer('It w', 'ill be')))).toEqual(['ill be']);
    expect(texts(renewed(shown, offer('It w', 'ill be', 'ent', 'as moved')))?.[0]).toBe('ill be');
    expect(renewed(shown, undefined)).toBeUndefined();
    const between = offer('It', ' was moved');
    expect(texts(renewed(between, offer('It', ' will be', ' was')))?.[0]).toBe(' will be');
  });

  test('a ghost for another text does not count', () => {
    expect(texts(renewed(offer('It', ' w'), offer('It w', 'ill')))).toEqual(['ill']);
    expect(texts(renewed(undefined, offer('It w', 'ill')))).toEqual(['ill']);
  });
});

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
  ['the meet', 'the '],
  ['the ', 'the '],
  ['line\nne', 'line\n'],
  ['first', ''],
])('the text before the word at the end of %j is %j', (before, expected) => {
  expect(beforeWord(before)).toBe(expected);
});
