import { describe, expect, test } from 'vitest';
import { defaultCalm, interested } from '../src/calm.js';
import {
  type Situation,
  type State,
  answered as answeredWith,
  changed as changedWith,
  dismissed,
  exchanged,
  initialState,
  isHeld,
  lookedAgain,
  opened,
  revealed,
  taking,
} from '../src/state.js';
import type { Draft } from 'foreword';
import type { Surroundings } from '../src/offer.js';
import { draft, drafts, textsOf } from './drafts.js';

const typed = (before: string, more: Partial<Situation> = {}): Situation => ({
  before,
  after: '',
  cause: 'typed',
  isOpenToText: true,
  ...more,
});

const changed = (state: State, situation: Situation) => changedWith(state, situation, defaultCalm);
const answered = (state: State, around: Surroundings, found: readonly Draft[]) =>
  answeredWith(state, around, found, defaultCalm);

const shown = answered(initialState, { before: 'It', after: '' }, drafts(' was late', ' is so', ' has to'));

describe('when nothing may be shown', () => {
  test.each([
    ['inside a word', typed('I', { after: 't' })],
    ['before any text', typed(' ')],
    ['in a field that is not open to text', typed('It', { isOpenToText: false })],
    ['when the caret moves in front of text', typed('It', { after: ' is', cause: 'moved' })],
  ])('%s', (_, situation) => {
    const after = changed(shown, situation);
    expect(after.isQuiet).toBe(true);
    expect(after.state.offer).toBeUndefined();
  });

  test('but in front of text once something is typed, and at a line’s end', () => {
    expect(changed(shown, typed('It', { after: ' is' })).isQuiet).toBe(false);
    expect(changed(shown, typed('It', { after: ' \nIs', cause: 'moved' })).isQuiet).toBe(false);
  });
});

describe('calm', () => {
  const around = { before: 'It w', after: '' };
  const standing = changed(shown, typed('It w')).state;

  test('an answer for the same text changes nothing that stands, and is used with the next key', () => {
    const both = answered(standing, around, [draft('ill be', 0.9), draft('as late today', 0.1)]);
    expect(textsOf(both.offer)).toEqual(['as late', 'ill be']);
    expect(textsOf(changed(both, typed('It wi')).state.offer)).toEqual(['ll be']);
    expect(textsOf(changed(both, typed('It wa')).state.offer)).toEqual(['s late today']);
    expect(changed(both, typed('It wx')).state.offer).toBeUndefined();
  });

  test('an empty answer takes nothing away as long as it fits', () => {
    const none = answered(standing, around, []);
    expect(textsOf(none.offer)).toEqual(['as late']);
    expect(textsOf(changed(none, typed('It wa')).state.offer)).toEqual(['s late']);
  });

  test('what is uncertain is held until the person rests, whatever letters it foresaw', () => {
    const unsure = answered(initialState, around, [draft('as late', 0.1)]);
    expect(unsure.offer).toBeUndefined();
    expect(isHeld(unsure)).toBe(true);
    expect(textsOf(revealed(unsure).offer)).toEqual(['as late']);
    expect(isHeld(revealed(unsure))).toBe(false);
    const proven = changed(unsure, typed('It wa')).state;
    expect(isHeld(proven)).toBe(true);
    expect(textsOf(revealed(proven).offer)).toEqual(['s late']);
    expect(changed(unsure, typed('It wi')).state).toMatchObject({ offer: undefined, latest: undefined });
    // The same text reported again proves nothing.
    expect(isHeld(changed(unsure, typed('It w')).state)).toBe(true);
  });

  test('what is likely appears at once, unless it is too short to be read', () => {
    expect(textsOf(answered(initialState, around, [draft('as late', 0.4)]).offer)).toEqual(['as late']);
    expect(answered(initialState, around, [draft('as', 0.9)]).offer).toBeUndefined();
  });

  test('a ghost stays while it fits, whatever the engine would rather say', () => {
    const before = answered(initialState, { before: 'It', after: '' }, [draft(' was late again', 0.5)]);
    let state = changed(before, typed('It ')).state;
    const written = 'was l';
    for (let end = 1; end <= written.length; end += 1) {
      const here = { before: `It ${written.slice(0, end - 1)}`, after: '' };
      state = answered(state, here, [draft('is so', 0.99)]);
      state = changed(state, typed(`It ${written.slice(0, end)}`)).state;
      expect(textsOf(state.offer)?.[0]).toBe('was late again'.slice(end));
    }
  });

  test('where a letter disproves the ghost, a draft that foresaw it takes its place', () => {
    const both = answered(initialState, { before: 'It', after: '' }, drafts(' was late', ' is so'));
    expect(textsOf(changed(both, typed('It ')).state.offer)).toEqual(['was late', 'is so']);
    expect(textsOf(changed(changed(both, typed('It ')).state, typed('It i')).state.offer)).toEqual(['s so']);
  });
});

describe('who types on instead of taking', () => {
  /** A ghost of ten letters is shown at each of the words, and typed or taken. */
  function write(state: State, words: number, how: 'types' | 'takes'): State {
    for (let word = 0; word < words; word += 1) {
      state = answered(state, { before: 'It', after: '' }, drafts(' abcdefghi'));
      if (how === 'takes') state = changed(taking(state, true), typed('It abcdefghi')).state;
      else
        for (let end = 1; end <= 10; end += 1)
          state = changed(state, typed(`It${' abcdefghi'.slice(0, end)}`)).state;
    }
    return state;
  }
  const next = (state: State) => answered(state, { before: 'Ab', after: '' }, drafts(' and so on'));

  test('is left in peace after some ghosts, until a rest', () => {
    const eager = write(initialState, defaultCalm.patience - 1, 'types');
    expect(textsOf(next(eager).offer)).toEqual([' and so on']);
    const quiet = next(write(initialState, defaultCalm.patience, 'types'));
    expect(quiet.offer).toBeUndefined();
    expect(isHeld(quiet)).toBe(true);
    expect(textsOf(revealed(quiet).offer)).toEqual([' and so on']);
    expect(isHeld(changed(revealed(quiet), typed('Abc')).state)).toBe(false);
  });

  test('and gets ghosts again once one is taken', () => {
    const quiet = write(initialState, defaultCalm.patience, 'types');
    const taken = write(
      revealed(answered(quiet, { before: 'It', after: '' }, drafts(' abcdefghi'))),
      1,
      'takes',
    );
    expect(taken.interest).toEqual(interested);
    expect(textsOf(next(taken).offer)).toEqual([' and so on']);
  });

  test('nor is anybody who takes them, however many', () => {
    expect(textsOf(next(write(initialState, 20, 'takes')).offer)).toEqual([' and so on']);
  });

  test('an insertion that failed is no taking', () => {
    let state = write(initialState, defaultCalm.patience - 1, 'types');
    state = answered(state, { before: 'It', after: '' }, drafts(' abcdefghi'));
    state = taking(taking(state, true), false);
    expect(next(write(state, 1, 'types')).offer).toBeUndefined();
  });

  test('an alternative doesn’t take the place of the last ghost, but waits', () => {
    let state = write(initialState, defaultCalm.patience - 1, 'types');
    state = answered(state, { before: 'It', after: '' }, drafts(' abcdefghi', ' abcdefx'));
    for (let end = 1; end <= 7; end += 1)
      state = changed(state, typed(`It${' abcdefx'.slice(0, end)}`)).state;
    expect(textsOf(state.offer)).toEqual(['ghi', 'x']);
    state = changed(state, typed('It abcdefx')).state;
    expect(state.offer).toBeUndefined();
  });

  test('Esc asks for peace at once', () => {
    const quiet = dismissed(shown, { before: 'It', after: '' });
    const after = changed(quiet, typed('It is ')).state;
    expect(answered(after, { before: 'It is ', after: '' }, drafts('a pity')).offer).toBeUndefined();
  });
});

test('typing closes the list and starts counting anew', () => {
  const looked = exchanged(exchanged(shown, 1), 1);
  expect(looked).toMatchObject({ isOpen: true, cycles: 2 });
  const { state } = changed(looked, typed('It '));
  expect(state).toMatchObject({ isOpen: false, cycles: 0 });
  expect(textsOf(state.offer)).toEqual(['was late', 'is so', 'has to']);
});

test('dismissed is dismissed until another word begins', () => {
  const quiet = dismissed(shown, { before: 'It w', after: '' });
  expect(quiet.offer).toBeUndefined();
  const same = changed(quiet, typed('It was'));
  expect(same.isQuiet).toBe(true);
  const blurred = changed(same.state, typed('It was', { isOpenToText: false }));
  expect(changed(blurred.state, typed('It was')).isQuiet).toBe(true);
  const next = changed(blurred.state, typed('It was '));
  expect(next.isQuiet).toBe(false);
  expect(changed(next.state, typed('It wa')).isQuiet).toBe(false);
});

test('a second look changes nothing for a person who looks through the drafts, nor another text', () => {
  const around = { before: 'It', after: '' };
  const better = drafts(' is a pity');
  expect(textsOf(lookedAgain(shown, around, better).offer)).toEqual([' was late', ' is a pity', ' has to']);
  for (const state of [exchanged(shown, 1), opened(shown)])
    expect(lookedAgain(state, around, better)).toBe(state);
  expect(lookedAgain(shown, { before: 'It w', after: '' }, better)).toBe(shown);
});
