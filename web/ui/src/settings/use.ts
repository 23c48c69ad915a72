import type { Draft, PlainCompleteOptions } from 'foreword';
import type { AttachOptions } from 'foreword-field';
import { bindingsOf } from './keys.js';
import type { DraftLength, Settings } from './settings.js';

/** Tokens of a draft at most. A sentence's length ends at its full stop; a word's is cut by {@link shortened}. */
const tokens: Record<DraftLength, number> = { word: 4, phrase: 8, sentence: 20 };

/** What drafts are asked with. */
export function completeOptions({ drafts, length, confidence, looksAhead }: Settings): PlainCompleteOptions {
  return { drafts, tokens: tokens[length], minConfidence: confidence, foresee: looksAhead };
}

/** What a field is attached with. `current` is asked again wherever the field asks again. */
export function fieldOptions(
  current: () => Settings,
): Required<Pick<AttachOptions, 'complete' | 'keys' | 'mayLookAgain' | 'mayAnnounce'>> {
  const settings = current();
  return {
    complete: completeOptions(settings),
    keys: bindingsOf(settings.keys),
    mayLookAgain: () => current().looksAgain,
    mayAnnounce: () => current().announces,
  };
}

/** Drafts as long as was chosen: with `"word"` they end behind their first word, and those that are then alike are one. */
export function shortened(drafts: readonly Draft[], length: DraftLength): Draft[] {
  if (length !== 'word') return [...drafts];
  const seen = new Set<string>();
  return drafts.flatMap((draft) => {
    const [word] = draft.words;
    if (word === undefined || seen.has(word.text)) return [];
    seen.add(word.text);
    return [{ ...draft, text: word.text, words: [word] }];
  });
}
