import { expect, it } from 'vitest';
import { changedDocument, newDocument } from '../src/documents/document.js';
import { merged } from '../src/write/merge.js';

const base = changedDocument(newDocument('a', 'mail', 1), { text: 'One.' }, 2);

it('what each tab changed is kept', () => {
  const mine = changedDocument(base, { text: 'One. Two.' }, 3);
  const theirs = changedDocument(base, { title: 'Plan' }, 4);
  const both = merged(base, mine, theirs);
  expect(both).toMatchObject({ text: 'One. Two.', title: 'Plan', words: 2, changed: 4 });
  expect(merged(base, theirs, mine)).toMatchObject({ text: 'One. Two.', title: 'Plan', words: 2 });
});

it('two texts can’t be one', () => {
  const mine = changedDocument(base, { text: 'One. Two.' }, 3);
  expect(merged(base, mine, changedDocument(base, { text: 'Uno.' }, 4))).toBeUndefined();
  expect(merged(base, mine, changedDocument(base, { text: 'One. Two.' }, 4))?.text).toBe('One. Two.');
});
