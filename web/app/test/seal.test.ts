import { expect, it } from 'vitest';
import { newKey, seal, unseal } from '../src/documents/seal.js';

it('what is sealed comes back under its own key only', () => {
  const [key, other] = [newKey(), newKey()];
  const sealed = seal({ text: 'canary 🐤' }, key);
  expect(unseal(sealed, key)).toEqual({ text: 'canary 🐤' });
  expect(() => unseal(sealed, other)).toThrow();
  const changed = sealed.slice();
  changed[30] = (changed[30] ?? 0) ^ 1;
  expect(() => unseal(changed, key)).toThrow();
  expect(() => unseal(sealed.subarray(0, 10), key)).toThrow();
});

it('says neither the text nor, but roughly, its length, and nothing twice alike', () => {
  const key = newKey();
  const [one, two] = [seal('a', key), seal('a'.repeat(60), key)];
  expect(one.length).toBe(two.length);
  expect(seal('a', key)).not.toEqual(one);
  expect(new TextDecoder('latin1').decode(seal('canary', key)).includes('canary')).toBe(false);
});
