import type { WhyWord } from 'foreword';

/** Where a word may be from, as people are told. */
export const sources = {
  model: { name: 'model', means: 'the language model thought it likely, after what stands before it.' },
  everyone: { name: 'common', means: 'many people go on like this.' },
  phrase: { name: 'your phrase', means: 'you have gone on like this before.' },
  copied: { name: 'your word', means: 'a word or name of yours, taken over whole.' },
} as const;

export type SourceName = keyof typeof sources;

/** Of a word's source as the engine names it; an unknown one is the model's. */
export function sourceOf({ source }: Pick<WhyWord, 'source'>): SourceName {
  switch (source) {
    case 'ngrams':
      return 'everyone';
    case 'phrases':
      return 'phrase';
    case 'copied':
      return 'copied';
    default:
      return 'model';
  }
}
