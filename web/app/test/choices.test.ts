import { expect, test } from 'vitest';
import { backendOfAddress, readChoices, writeChoices } from '../src/drafts/choices.js';

const holding = (text: string | null) => ({ getItem: () => text, setItem: () => undefined });
const defaults = { backend: 'auto', looksAgain: true, announces: true };

test('what was chosen is read again', () => {
  const stored = new Map<string, string>();
  const store = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  };
  expect(readChoices(store)).toEqual(defaults);
  const chosen = { backend: 'cpu', looksAgain: false, announces: false } as const;
  writeChoices(store, chosen);
  expect(readChoices(store)).toEqual(chosen);
});

test.each([
  null,
  '',
  '{',
  'null',
  '7',
  '[]',
  '{"backend":"webgpu","looksAgain":"no"}',
  '{"backend":{},"looksAgain":null}',
])('nonsense is as good as nothing: %s', (text) => {
  expect(readChoices(holding(text))).toEqual(defaults);
});

test('without a store, or with one that refuses, the page works', () => {
  expect(readChoices(undefined)).toEqual(defaults);
  const refuse = () => {
    throw new DOMException('no', 'SecurityError');
  };
  const refusing = { getItem: refuse, setItem: refuse };
  expect(readChoices(refusing)).toEqual(defaults);
  writeChoices(refusing, { backend: 'cpu', looksAgain: true, announces: true });
});

test.each([
  ['', undefined],
  ['?backend=webgpu', 'webgpu'],
  ['?x=1&backend=cpu', 'cpu'],
  ['?backend=auto', 'auto'],
  ['?backend=gpu', undefined],
  ['?backend=toString', undefined],
])('the address %s asks for %s', (search, backend) => {
  expect(backendOfAddress(search)).toBe(backend);
});
