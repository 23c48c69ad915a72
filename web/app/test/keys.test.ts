import { expect, test } from 'vitest';
import { type Key, actionOf } from '../src/keys.js';

const key = (name: string, held: Partial<Key> = {}): Key => ({
  key: name,
  code: name,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...held,
});

test.each([
  [key('Tab'), { kind: 'accept' }],
  [key('Tab', { shiftKey: true }), undefined],
  [key('Tab', { ctrlKey: true }), undefined],
  [key('Escape'), { kind: 'dismiss' }],
  [key('ArrowRight', { ctrlKey: true }), { kind: 'accept-word' }],
  [key('ArrowRight', { altKey: true }), { kind: 'accept-word' }],
  [key('ArrowRight', { altKey: true, ctrlKey: true }), undefined],
  [key('ArrowRight'), undefined],
  [key('ArrowLeft', { ctrlKey: true }), undefined],
  [key('ArrowDown'), undefined],
  [key('ArrowDown', { altKey: true }), { kind: 'cycle', step: 1 }],
  [key('ArrowUp', { altKey: true }), { kind: 'cycle', step: -1 }],
  [key('¡', { code: 'Digit1', altKey: true }), { kind: 'pick', position: 0 }],
  [key('3', { code: 'Numpad3', altKey: true }), { kind: 'pick', position: 2 }],
  [key('1', { code: 'Digit1' }), undefined],
  [key('Enter'), undefined],
  [key('a'), undefined],
])('%o', (pressed, action) => {
  expect(actionOf(pressed, ' was')).toEqual(action);
});

test('forward is to the left where the ghost runs to the left', () => {
  expect(actionOf(key('ArrowLeft', { ctrlKey: true }), ' שלום')).toEqual({ kind: 'accept-word' });
  expect(actionOf(key('ArrowRight', { ctrlKey: true }), ' مرحبا')).toBeUndefined();
});
