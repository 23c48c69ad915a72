import { expect, test } from 'vitest';
import { Composition } from '../src/composition.js';

const around = (before: string, after = '') => ({ before, after });

/** Whether drafts may be offered while `text` is composed at the end of `before`. */
function isOpen(text: string, before = '', mayBeWords = true): boolean {
  const composition = new Composition(() => mayBeWords);
  composition.update('');
  composition.update(text);
  return composition.isOpen(around(before + text));
}

test.each(['T', 'Thank', ' yo', 'don’t', "don't", 'well-kno', 'ñan', 'cafe\u0301', ''])(
  'the letters %j that a phone composes are the text',
  (text) => {
    expect(isOpen(text, 'Hi, ')).toBe(true);
    expect(isOpen(text, 'Hi, ', false)).toBe(false);
  },
);

test.each(['か', 'かな', 'k', '你', "ni'hao、", 'ni hao', 'ㄅ', '한'])(
  '%j may become something else',
  (text) => {
    // A Latin letter alone is told from the letters around it.
    expect(isOpen(text, '今日は')).toBe(false);
    if (text !== 'k') expect(isOpen(text, 'Hi, ')).toBe(false);
  },
);

test('an input method that turned letters into others is known from then on', () => {
  const composition = new Composition(() => true);
  composition.update('ni');
  expect(composition.isOpen(around('ni'))).toBe(true);
  composition.end('你');
  // Later, far from it.
  const far = `${'x'.repeat(200)} `;
  expect(composition.isOpen(around(far))).toBe(true);
  composition.update('hao');
  expect(composition.isOpen(around(`${far}hao`))).toBe(false);
  composition.end('hao');
  composition.update('to');
  expect(composition.isOpen(around(`${far}hao to`))).toBe(true);
});

test('without a composition everything is open', () => {
  expect(new Composition(() => false).isOpen(around('今日は'))).toBe(true);
});
