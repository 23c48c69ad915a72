import { describe, expect, test } from 'vitest';
import { declined, defaultCalm, interestAfter, interested, isWanted, mayAppear } from '../src/calm.js';
import { offerOf } from '../src/offer.js';
import { draft } from './drafts.js';

const calm = { sure: 0.5, letters: 4, patience: 2, passed: 5, wrong: 0.5 };
const made = (text: string, confidence: number) => {
  const offer = offerOf({ before: 'It', after: '' }, [draft(text, confidence)]);
  if (offer === undefined) throw new Error('no offer');
  return offer;
};

describe('between two keys appears', () => {
  test('what is sure and long enough', () => {
    expect(mayAppear(made(' was late', 0.5), interested, calm)).toBe(true);
    expect(mayAppear(made(' was late', 0.49), interested, calm)).toBe(false);
    expect(mayAppear(made(' was', 0.9), interested, calm)).toBe(false);
    expect(mayAppear(made(' was ', 0.9), interested, calm)).toBe(false);
  });

  test('nothing for whom has no interest', () => {
    expect(mayAppear(made(' was late', 1), { passed: 2, typed: 0 }, calm)).toBe(false);
    expect(mayAppear(made(' was late', 1), declined, calm)).toBe(false);
  });
});

describe('interest', () => {
  test('fades with each ghost that was typed although it was right', () => {
    let interest = interested;
    for (const [fate, typed] of [
      ['fits', 3],
      ['fits', 1],
      ['wrong', 0],
    ] as const) {
      interest = interestAfter(interest, fate, typed, calm);
    }
    // Four letters were too few to read it and take it.
    expect(interest).toEqual({ passed: 0.5, typed: 0 });
    interest = interestAfter(interestAfter(interest, 'fits', 3, calm), 'written', 2, calm);
    expect(interest).toEqual({ passed: 1.5, typed: 0 });
    expect(isWanted(interest, calm)).toBe(true);
    expect(isWanted(interestAfter(interest, 'wrong', 0, calm), calm)).toBe(false);
  });

  test('is not lost over short ghosts that were written', () => {
    expect(interestAfter(interested, 'written', 4, calm)).toEqual(interested);
  });
});

test('by default a single wrong ghost costs little, and no setting keeps ghosts from whom takes them', () => {
  expect(isWanted(interestAfter(interested, 'wrong', 0, defaultCalm), defaultCalm)).toBe(true);
  expect(isWanted(interested, defaultCalm)).toBe(true);
});
