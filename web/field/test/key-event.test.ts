import { expect, test } from 'vitest';
import { keyOf } from '../src/adapters/key.js';

const event = {
  key: 'Tab',
  code: 'Tab',
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  location: 0,
  repeat: false,
  isComposing: false,
  keyCode: 9,
};

test.each([
  [{}, false],
  [{ isComposing: true }, true],
  // What Safari and some input methods of Linux report after the end of a composition.
  [{ keyCode: 229 }, true],
  [{ key: 'Escape', code: 'Escape', keyCode: 229 }, true],
  [{ key: 'Process', keyCode: 229 }, true],
])('%o belongs to an input method: %j', (changed, isComposing) => {
  expect(keyOf({ ...event, ...changed }).isComposing).toBe(isComposing);
});

test.each([
  [{ key: '1', code: 'Digit1' }, false],
  [{ key: '1', code: 'Numpad1' }, true],
  [{ key: 'End', code: 'Numpad1', location: 3 }, true],
  [{ key: 'ArrowRight', code: '', location: 3 }, true],
  [{ key: 'ArrowRight', code: 'ArrowRight' }, false],
])('%o is on the number pad: %j', (changed, isOnNumpad) => {
  expect(keyOf({ ...event, ...changed }).isOnNumpad).toBe(isOnNumpad);
});
