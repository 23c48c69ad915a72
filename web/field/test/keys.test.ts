import { expect, test } from 'vitest';
import { actionOf, defaultKeys, labelOf } from '../src/keys.js';
import { keyNamed as key } from './keys.js';

const ghost = (text: string) => ({ text, isAtCaret: true });

test.each([
  [key('Tab'), { kind: 'accept' }],
  [key('Tab', { shiftKey: true }), undefined],
  [key('Tab', { ctrlKey: true }), undefined],
  [key('Tab', { metaKey: true }), undefined],
  [key('Escape'), { kind: 'dismiss' }],
  [key('ArrowRight', { ctrlKey: true }), { kind: 'accept-word' }],
  [key('ArrowRight', { altKey: true }), { kind: 'accept-word' }],
  [key('ArrowRight', { altKey: true, ctrlKey: true }), undefined],
  [key('ArrowRight', { shiftKey: true, ctrlKey: true }), undefined],
  [key('ArrowRight'), undefined],
  [key('ArrowLeft', { ctrlKey: true }), undefined],
  [key('ArrowDown'), undefined],
  [key('ArrowDown', { altKey: true }), { kind: 'cycle', step: 1 }],
  [key('ArrowUp', { altKey: true }), { kind: 'cycle', step: -1 }],
  [key('1', { altKey: true }), { kind: 'pick', position: 0 }],
  [key('9', { altKey: true }), { kind: 'pick', position: 8 }],
  [key('1'), undefined],
  // What Alt and a digit type on other keyboards, and Alt codes on the number pad.
  [key('¡', { altKey: true }), undefined],
  [key('#', { altKey: true }), undefined],
  [key('€', { altKey: true }), undefined],
  [key('“', { altKey: true }), undefined],
  [key('²', { altKey: true, ctrlKey: true }), undefined],
  [key('Dead', { altKey: true }), undefined],
  [key('3', { altKey: true, isOnNumpad: true }), undefined],
  [key('ArrowDown', { altKey: true, isOnNumpad: true }), undefined],
  [key('ArrowRight', { altKey: true, isOnNumpad: true }), undefined],
  [key('End', { altKey: true, isOnNumpad: true }), undefined],
  [key('Enter'), undefined],
  [key('a'), undefined],
])('%o', (pressed, action) => {
  expect(actionOf(defaultKeys, pressed, ghost(' was'))).toEqual(action);
});

test('forward is to the left where the ghost runs to the left', () => {
  expect(actionOf(defaultKeys, key('ArrowLeft', { ctrlKey: true }), ghost(' שלום'))).toEqual({
    kind: 'accept-word',
  });
  expect(actionOf(defaultKeys, key('ArrowRight', { ctrlKey: true }), ghost(' مرحبا'))).toBeUndefined();
});

test('a word is taken only of a ghost at the caret: elsewhere the arrows move the caret', () => {
  const listed = { text: ' was', isAtCaret: false };
  for (const held of [{ ctrlKey: true }, { altKey: true }]) {
    expect(actionOf(defaultKeys, key('ArrowRight', held), listed)).toBeUndefined();
  }
  expect(actionOf(defaultKeys, key('Tab'), listed)).toEqual({ kind: 'accept' });
  expect(actionOf(defaultKeys, key('2', { altKey: true }), listed)).toEqual({ kind: 'pick', position: 1 });
});

test('keys can be bound anew, and are called by what they are bound to', () => {
  const keys = [{ key: 'F2', ctrl: true, action: { kind: 'accept' } }] as const;
  expect(actionOf(keys, key('F2', { ctrlKey: true }), ghost(' was'))).toEqual({ kind: 'accept' });
  expect(actionOf(keys, key('Tab'), ghost(' was'))).toBeUndefined();
  expect(labelOf(keys, ({ kind }) => kind === 'accept')).toBe('Ctrl F2');
  expect(labelOf(keys, ({ kind }) => kind === 'dismiss')).toBe('');
  expect(labelOf(defaultKeys, ({ kind }) => kind === 'cycle')).toBe('Alt ↓');
});
