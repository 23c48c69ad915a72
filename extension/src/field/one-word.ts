import type { Completion, Draft } from 'foreword';

/** The drafts' first words alone, each once. */
export function oneWordOf(completion: Completion): Completion {
  const drafts = new Map<string, Draft>();
  for (const draft of completion.drafts) {
    const text = /^\s*\S+/u.exec(draft.text)?.[0] ?? draft.text;
    const [word] = draft.words;
    if (!drafts.has(text)) drafts.set(text, { ...draft, text, words: word === undefined ? [] : [{ ...word, text }] });
  }
  return { ...completion, drafts: [...drafts.values()] };
}
