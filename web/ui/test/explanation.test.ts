import type { RememberedMessage, WhyWord } from 'foreword';
import { expect, it } from 'vitest';
import { explanationOf } from '../src/why/index.js';

const word = (text: string, source: string, phrase?: string, total = 0): WhyWord => ({
  text,
  source,
  ...(phrase !== undefined && { phrase }),
  total,
  messages: [],
});

const message = (text: string): RememberedMessage => ({
  id: 1,
  day: 20_786,
  kind: 'mail',
  site: '',
  text,
  used: 0,
  lastUsed: 0,
});

it('joins neighbours of one source, and names the longest phrases with their newest message', async () => {
  const long = `${'Many words before it. '.repeat(9)}Thank you for sending the notes. ${'And after. '.repeat(9)}`;
  const asked: string[] = [];
  const { parts, notes } = await explanationOf(
    {
      before: [],
      words: [
        word(' for', 'phrases', 'thank you for', 4),
        word(' sending', 'phrases', 'thank you for sending', 3),
        word(' the', 'model'),
        word(' notes', 'phrases', 'sending the notes', 2),
        word(' Kiwis', 'copied', 'Kiwis', 1),
        word(' today', 'unheard of'),
      ],
    },
    ({ phrase = '' }) => {
      asked.push(phrase);
      return Promise.resolve(phrase === 'Kiwis' ? [] : [message(long)]);
    },
  );
  expect(parts).toEqual([
    { text: ' for sending', source: 'your phrase', isOwn: true },
    { text: ' the', source: 'model', isOwn: false },
    { text: ' notes', source: 'your phrase', isOwn: true },
    { text: ' Kiwis', source: 'your word', isOwn: true },
    { text: ' today', source: 'model', isOwn: false },
  ]);
  expect(asked).toEqual(['thank you for sending', 'sending the notes', 'Kiwis']);
  expect(notes[0]).toMatch(
    /^“Thank you for sending” is in 3 messages of yours, last on 29 Nov 2026: “…\S.*Thank you for sending the notes\..*\S…”$/,
  );
  expect(notes[0]?.length).toBeLessThan(180);
  expect(notes.slice(1)).toEqual(['“Kiwis” is in 1 message of yours.']);
});

it('says what was read before the text, two of each in words', async () => {
  const long = 'A message that is much longer than what is shown of any';
  const before = [
    { id: 1, text: 'Hi\nAda' },
    { text: 'Dear Tom' },
    { id: 2, text: long },
    { id: 3, text: 'y' },
  ];
  const notes = async (read: typeof before) =>
    (await explanationOf({ before: read, words: [] }, () => Promise.resolve([]))).notes;
  expect(await notes(before)).toEqual([
    'Read before the text: 3 messages of yours, among them “Hi Ada”, “A message that is much longer than what is shown…”; ' +
      '1 example under Voice, “Dear Tom”.',
  ]);
  expect(await notes([{ text: 'Dear Tom' }])).toEqual([
    'Read before the text: 1 example under Voice, “Dear Tom”.',
  ]);
});
