import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cycled,
  fateOf,
  ghostOf,
  improved,
  isEnough,
  joined,
  offerOf,
  renewed,
  typedOn,
} from '../src/offer.js';
import { draft, drafts, offer, textsOf } from './drafts.js';

const at = (before: string, after = '') => ({ before, after });

test('blank drafts are not worth offering', () => {
  expect(textsOf(offer('a', ' ', ' c'))).toEqual([' c']);
  expect(offerOf(at('a'), [draft(' ')])).toBeUndefined();
  expect(offerOf(at('a'), [])).toBeUndefined();
});

test('the choice goes around', () => {
  const start = offer('a', ' b', ' c', ' d');
  expect(ghostOf(cycled(start, -1)).text).toBe(' d');
  expect(ghostOf(cycled(cycled(start, -1), 1)).text).toBe(' b');
});

describe('typing on', () => {
  const start = offer('It', ' was late', ' was moved', ' is');

  test('keeps what foresaw it, without it', () => {
    expect(textsOf(typedOn(start, at('It wa')))).toEqual(['s late', 's moved']);
    expect(typedOn(start, at('It wa'))?.before).toBe('It wa');
  });

  test('keeps the chosen one chosen while it fits, else takes the first that does', () => {
    const second = cycled(start, 1);
    expect(typedOn(second, at('It was'))).toMatchObject({ chosen: 1 });
    expect(typedOn(cycled(second, 1), at('It was'))).toMatchObject({ chosen: 0 });
  });

  test('keeps the chosen one chosen when a draft before it is used up', () => {
    const left = typedOn(cycled(offer('It', ' is', ' is on', ' is off'), 2), at('It is'));
    expect(left && ghostOf(left).text).toBe(' off');
  });

  test('drops what is used up, what differs and what differs in case', () => {
    expect(typedOn(start, at('It is'))).toBeUndefined();
    expect(typedOn(start, at('It x'))).toBeUndefined();
    expect(typedOn(start, at('It W'))).toBeUndefined();
    expect(typedOn(start, at('I'))).toBeUndefined();
  });

  test('drops everything when the text after the caret changed', () => {
    expect(typedOn(start, at('It w', 'x'))).toBeUndefined();
  });

  test('goes on when the window of a long text moves', () => {
    const words = Array.from({ length: 600 }, (_, index) => `word${index}`).join(' ');
    const long = offer(words, ' and more', ' or less');
    expect(textsOf(typedOn(long, at(`${words.slice(1000)} a`)))).toEqual(['nd more']);
    expect(typedOn(long, at(words.slice(1000, -3)))).toBeUndefined();
  });

  test('leaves of every draft exactly the letters that are still to come, and words that make up its text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '😀'), maxLength: 8 });
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1, maxLength: 4 }), text, (before, texts, typed) => {
        const start = offerOf(at(before), drafts(...texts));
        const left = start && typedOn(start, at(before + typed));
        const expected = texts.filter((whole) => whole.trim() !== '' && whole.startsWith(typed));
        const rests = expected.map((whole) => whole.slice(typed.length)).filter((rest) => rest.trim() !== '');
        expect(textsOf(left) ?? []).toEqual(rests);
        for (const { text, words } of left?.drafts ?? [])
          expect(words.map((word) => word.text).join('')).toBe(text);
      }),
    );
  });

  test('does not matter whether letters come one by one or at once', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, fc.nat(3), (texts, typed, step) => {
        const made = offerOf(at('x'), drafts(...texts));
        const start = made && cycled(made, step);
        const atOnce = start && typedOn(start, at(`x${typed}`));
        let byOne = start;
        for (let end = 1; end <= typed.length; end += 1)
          byOne &&= typedOn(byOne, at(`x${typed.slice(0, end)}`));
        expect(textsOf(byOne)).toEqual(textsOf(atOnce));
      }),
    );
  });
});

test('new drafts are needed where some are missing or a word begins', () => {
  expect(isEnough(undefined, 3)).toBe(false);
  expect(isEnough(offer('It w', 'as', 'ill'), 3)).toBe(false);
  expect(isEnough(offer('It w', 'as', 'ill', 'ent'), 3)).toBe(true);
  expect(isEnough(offer('It', ' was', ' is', ' has'), 3)).toBe(false);
});

describe('the ghost’s fate', () => {
  const start = offer('It', ' was late', ' is');

  test.each([
    ['It wa', 'fits', 3],
    ['It was late', 'written', 9],
    ['It is', 'wrong', 0],
    ['It was late too', 'wrong', 0],
    ['I', 'wrong', 0],
  ])('%s: %s', (before, fate, typed) => {
    expect(fateOf(start, at(before))).toEqual({ fate, typed });
  });

  test('is that of the ghost, not of the other drafts', () => {
    expect(fateOf(cycled(start, 1), at('It is')).fate).toBe('written');
    expect(fateOf(start, at('It wa', 'x')).fate).toBe('wrong');
  });
});

describe('new drafts with the next key', () => {
  test('the ghost stays if it is among them, with more of it if there is more', () => {
    const shown = offer('It w', 'as moved');
    const longer = renewed(shown, offer('It w', 'ill be', 'as moved to Friday'));
    expect(textsOf(longer)).toEqual(['as moved to Friday', 'ill be']);
    expect(textsOf(renewed(shown, offer('It w', 'as late', 'ill')))).toEqual(['as moved', 'ill']);
  });

  test('the ghost stays too if it is not among them, or another is much likelier', () => {
    const shown = offer('It w', 'as moved');
    expect(textsOf(renewed(shown, offer('It w', 'ill be')))).toEqual(['as moved', 'ill be']);
    expect(
      textsOf(renewed(cycled(offer('It w', 'on', 'as moved'), 1), offer('It w', 'ill be', 'as'))),
    ).toEqual(['as moved', 'ill be']);
  });

  test('what is alone stays', () => {
    const shown = offer('It w', 'as moved');
    expect(renewed(shown, undefined)).toBe(shown);
  });

  test('the words of a ghost that stays are its own', () => {
    const kept = renewed(offer('It w', 'as moved'), offer('It w', 'as late', 'ill'));
    expect(kept.drafts[0].words.map(({ text }) => text)).toEqual(['as', ' moved']);
  });
});

describe('new drafts beside a ghost, for the same text', () => {
  const shown = offer('It w', 'as moved', 'ill be');

  test('come after what stands, and change none of it', () => {
    const fresh = offer('It w', 'ent well', 'ill be late', 'as moved to Friday', 'on');
    expect(textsOf(joined(shown, fresh))).toEqual(['as moved', 'ill be', 'ent well', 'on']);
    expect(joined(cycled(shown, 1), fresh).chosen).toBe(1);
  });

  test('are no more than the engine gives, and none take nothing away', () => {
    expect(textsOf(joined(shown, offer('It w', 'ent well')))).toEqual(['as moved', 'ill be']);
    expect(joined(shown, undefined)).toBe(shown);
  });
});

describe('what a second look changes', () => {
  const after = (shown: ReturnType<typeof offer>, ...better: string[]) =>
    textsOf(improved(shown, drafts(...better)));

  test('drafts that were not seen, each in its place', () => {
    const shown = offer('It', ' was late', ' is so', ' has to');
    expect(after(shown, ' is a pity', ' was late', ' has been')).toEqual([
      ' was late',
      ' is a pity',
      ' has been',
    ]);
  });

  test('the ghost only by adding to it', () => {
    expect(after(offer('It', ' was late', ' is'), ' was late again')).toEqual([' was late again', ' is']);
    expect(after(offer('It', ' was late', ' is'), ' was moved to')).toEqual([' was late', ' is']);
    expect(after(offer('It', ' was late', ' is'), ' was')).toEqual([' was late', ' is']);
    const second = cycled(offer('It', ' was late', ' is so'), 1);
    expect(after(second, ' was moved', ' is a pity')).toEqual([' was moved', ' is so']);
    expect(improved(second, drafts(' was moved'))).toMatchObject({ chosen: 1, before: 'It' });
  });

  test('further drafts where there were fewer', () => {
    expect(after(offer('It', ' was'), ' was late', ' is so', ' was moved', ' has to')).toEqual([
      ' was late',
      ' is so',
      ' has to',
    ]);
    expect(after(offer('It', ' was'), ' is so', ' has to', ' had been')).toEqual([
      ' was',
      ' is so',
      ' has to',
    ]);
  });

  test('nothing where all layers begin with other words', () => {
    expect(after(offer('It', ' was late', ' is'), ' had been', ' wasn’t')).toEqual([' was late', ' is']);
    expect(after(offer('It', ' was late'))).toEqual([' was late']);
  });
});
