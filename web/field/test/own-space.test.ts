import { expect, test } from 'vitest';
import { OwnSpace } from '../src/own-space.js';
import { keyNamed as key } from './keys.js';

function inserted(before: string, text: string): OwnSpace {
  const space = new OwnSpace();
  space.inserted(before, text);
  return space;
}

test.each(['.', ',', ';', ':', '!', '?', ')', ']', '”', '’', '…'])(
  '%s takes the place of the space',
  (mark) => {
    expect(inserted('see you', ' at noon ').meets(key(mark), () => 'see you at noon ')).toBe('mark');
  },
);

test('a space typed is the one that stands there', () => {
  const space = inserted('see you', ' at noon ');
  expect(space.meets(key(' '), () => 'see you at noon ')).toBe('space');
  expect(
    space.meets(key(' '), () => 'see you at noon '),
    'a second one is a second one',
  ).toBeUndefined();
});

test.each(['a', '1', '(', '“', '-', '/', '@', 'Enter', 'ArrowLeft', 'Tab'])('%s leaves it alone', (name) => {
  const space = inserted('see you', ' at noon ');
  expect(space.meets(key(name), () => 'see you at noon ')).toBeUndefined();
  expect(
    space.meets(key('.'), () => 'see you at noon '),
    'the person has gone on',
  ).toBeUndefined();
});

test('a shortcut is no mark, and a modifier on its way to one is no key', () => {
  expect(inserted('a', ' b ').meets(key('.', { ctrlKey: true }), () => 'a b ')).toBeUndefined();
  expect(inserted('a', ' b ').meets(key(',', { metaKey: true }), () => 'a b ')).toBeUndefined();
  const space = inserted('a', ' b ');
  expect(space.meets(key('Shift', { shiftKey: true }), () => 'a b ')).toBeUndefined();
  expect(space.meets(key('?', { shiftKey: true }), () => 'a b ')).toBe('mark');
});

test('it is gone with the place, and only a space that a draft ended with is ours', () => {
  expect(inserted('a', ' b ').meets(key('.'), () => 'another text ')).toBeUndefined();
  expect(inserted('a', ' b').meets(key('.'), () => 'a b')).toBeUndefined();
  expect(inserted('a', ' ').meets(key('.'), () => 'a ')).toBeUndefined();
  expect(new OwnSpace().meets(key('.'), () => 'a ')).toBeUndefined();
});

test('in a long text the window before the caret may have moved', () => {
  const long = 'word '.repeat(900);
  expect(inserted(long, 'and more ').meets(key('.'), () => `${long.slice(400)}and more `)).toBe('mark');
});

test('the text is read right after a draft only', () => {
  const unread = () => {
    throw new Error('nothing to look for');
  };
  expect(new OwnSpace().meets(key('.'), unread)).toBeUndefined();
  expect(inserted('a', ' b').meets(key('.'), unread)).toBeUndefined();
});
