import { describe, expect, test } from 'vitest';
import {
  type Situation,
  answered,
  changed,
  dismissed,
  exchanged,
  initialState,
  isHeld,
  lookedAgain,
  opened,
  revealed,
} from '../src/state.js';
import { draft, drafts, textsOf } from './drafts.js';

const typed = (before: string, more: Partial<Situation> = {}): Situation => ({
  before,
  after: '',
  cause: 'typed',
  isOpenToText: true,
  ...more,
});

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

  test('what is uncertain is held until the person rests, or types what it foresaw', () => {
    const unsure = answered(initialState, around, [draft('as late', 0.1)]);
    expect(unsure.offer).toBeUndefined();
    expect(isHeld(unsure)).toBe(true);
    expect(textsOf(revealed(unsure).offer)).toEqual(['as late']);
    expect(isHeld(revealed(unsure))).toBe(false);
    expect(textsOf(changed(unsure, typed('It wa')).state.offer)).toEqual(['s late']);
    expect(changed(unsure, typed('It wi')).state).toMatchObject({ offer: undefined, latest: undefined });
    // The same text reported again proves nothing.
    expect(isHeld(changed(unsure, typed('It w')).state)).toBe(true);
  });

  test('what is likely appears at once', () => {
    expect(textsOf(answered(initialState, around, [draft('as late', 0.4)]).offer)).toEqual(['as late']);
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
