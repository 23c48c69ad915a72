import { expect, test } from 'vitest';
import type { Key } from '../src/keys.js';
import { LastTaken } from '../src/last-taken.js';
import { keyNamed as key } from './keys.js';

function taken(by: Key): LastTaken {
  const last = new LastTaken();
  last.by(by, 1000);
  return last;
}

test('the same key in haste, or held for however long, is still the key that took a draft', () => {
  const last = taken(key('Tab'));
  expect(last.isStill(key('Tab'), 1000)).toBe(true);
  expect(last.isStill(key('Tab'), 1499)).toBe(true);
  expect(last.isStill(key('Tab'), 1500)).toBe(false);
  expect(last.isStill(key('Tab', { repeat: true }), 9000)).toBe(true);
});

test('Shift+Tab is another key, and so is the arrow with another modifier', () => {
  expect(taken(key('Tab')).isStill(key('Tab', { shiftKey: true }), 1001)).toBe(false);
  const word = taken(key('ArrowRight', { altKey: true }));
  expect(word.isStill(key('ArrowRight', { altKey: true }), 1001)).toBe(true);
  expect(word.isStill(key('ArrowRight'), 1001)).toBe(false);
});

test('once another key was pressed the person has gone on; a modifier alone is no other key', () => {
  const last = taken(key('Tab'));
  last.release(key('Alt', { altKey: true }));
  last.release(key('Tab'));
  expect(last.isStill(key('Tab'), 1001)).toBe(true);
  last.release(key('a'));
  expect(last.isStill(key('Tab'), 1001)).toBe(false);
});

test('nothing was taken yet', () => {
  expect(new LastTaken().isStill(key('Tab', { repeat: true }), 0)).toBe(false);
});
