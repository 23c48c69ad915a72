import { expect, it } from 'vitest';
import { changedDocument, newDocument } from '../src/documents/document.js';
import { headText } from '../src/drafts/headed.js';
import { fileOf } from '../src/write/export.js';

const mail = changedDocument(
  newDocument('a', 'mail', 1),
  { recipient: 'Sarah', subject: 'Thursday: “plan” / B?', text: 'Hi Sarah,\n\nsee you.' },
  2,
);

it('a mail leaves as it would be sent', () => {
  const { name, type, content } = fileOf(mail, 'text');
  expect([name, type]).toEqual(['Thursday “plan” B.txt', 'text/plain']);
  expect(content).toBe('To: Sarah\nSubject: Thursday: “plan” / B?\n\nHi Sarah,\n\nsee you.\n');
});

it('in Markdown its subject is the heading', () => {
  expect(fileOf(mail, 'markdown').content).toBe(
    '# Thursday: “plan” / B?\n\nTo: Sarah\n\nHi Sarah,\n\nsee you.\n',
  );
});

it.each([
  ['..', 'Text.txt'],
  ['a\u0000b\nc', 'a b c.txt'],
  ['x'.repeat(300), `${'x'.repeat(80)}.txt`],
])('%j makes a name that file systems take', (title, name) => {
  expect(fileOf({ ...mail, title }, 'text').name).toBe(name);
});

it('only what is shown for a kind stands above its text', () => {
  expect(headText({ ...mail, kind: 'chat' })).toBe('To: Sarah\n\n');
  expect(headText({ ...mail, kind: 'note' })).toBe('');
  expect(headText({ ...mail, kind: 'document', title: 'Plan' })).toBe('Plan\n\n');
  expect(headText({ ...mail, subject: ' ', recipient: '' })).toBe('');
});
