import type { Draft, Why } from 'foreword';
import type { Explain } from '../src/why/index.js';

const drafts: { text: string; words: [string, string, string?, number?][] }[] = [
  {
    text: ' sending the notes, I will',
    words: [
      [' sending', 'phrases', 'thanks for sending', 20],
      [' the', 'phrases', 'sending the', 20],
      [' notes,', 'copied', 'notes', 21],
      [' I', 'ngrams'],
      [' will', 'model'],
    ],
  },
  {
    text: ' your help',
    words: [
      [' your', 'ngrams'],
      [' help', 'model'],
    ],
  },
];

/** Explanations of nothing: always the same, whatever was written. */
export const fakeExplain: Explain = (before) =>
  Promise.resolve(
    before === 'nothing'
      ? []
      : drafts.map(({ text, words }) => {
          const draft: Draft = {
            text,
            logProb: -2,
            confidence: 0.4,
            words: words.map(([word, source]) => ({ text: word, source })),
          };
          const why: Why = {
            before: [
              { id: 3, text: 'Hi Sarah, the Rusty Anchor at seven works for me. Best, Ada' },
              { text: 'Hi Tom, thanks for the notes. I will come back to you tomorrow. Best, Ada' },
            ],
            words: words.map(([word, source, phrase, total = 0]) => ({
              text: word,
              source,
              ...(phrase !== undefined && { phrase }),
              total,
              messages: phrase === undefined ? [] : [1, 2, 31, 32],
            })),
          };
          return { draft, why };
        }),
  );
