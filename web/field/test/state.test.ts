import { describe, expect, test } from 'vitest';
import {
  type Situation,
  answered,
  changed,
  dismissed,
  exchanged,
  initialState,
  lookedAgain,
  opened,
} from '../src/state.js';
import { drafts, textsOf } from './drafts.js';

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
