import type { Key } from '../src/keys.js';

/** A key without modifiers, but for those that are held. */
export const keyNamed = (name: string, held: Partial<Key> = {}): Key => ({
  key: name,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  isOnNumpad: false,
  repeat: false,
  ...held,
});
