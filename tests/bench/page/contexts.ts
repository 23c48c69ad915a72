import type { Context } from './reader.js';

/**
 * The beginnings of `text` whose tokens are the first tokens of the whole text, by their number of tokens.
 *
 * The peer takes text only, so one token can be added only where the text can be cut without changing the tokens before.
 * That is not so inside a run of line breaks or a character of several tokens; such places are left out.
 */
export async function contextsOf(
  text: string,
  tokenize: (text: string) => Promise<Uint32Array>,
): Promise<Map<number, Context>> {
  const all = await tokenize(text);
  const contexts = new Map<number, Context>();
  for (let end = 1; end <= text.length; end++) {
    const beginning = text.slice(0, end);
    const tokens = await tokenize(beginning);
    if (tokens.every((token, index) => token === all[index]))
      contexts.set(tokens.length, { text: beginning, tokens });
  }
  return contexts;
}

/** The contexts with at least `first` tokens, shortest first, each with the tokens it adds to the one before. */
export function chain(contexts: Map<number, Context>, first: number): { context: Context; added: number }[] {
  const counts = [...contexts.keys()].filter((count) => count >= first).sort((a, b) => a - b);
  return counts.flatMap((count, index) => {
    const context = contexts.get(count);
    const before = counts[index - 1];
    return context === undefined ? [] : [{ context, added: before === undefined ? 0 : count - before }];
  });
}

/** Words of a text that are there before the first one is "typed". */
const wordsBefore = 30;

/** The beginnings of `text` that end after a word and its space, from {@link wordsBefore} words on. */
export function beginnings(text: string, count: number): string[] {
  const ends = [...text.matchAll(/\S+\s/g)].map(({ index, 0: word }) => index + word.length);
  const chosen = ends.slice(wordsBefore, wordsBefore + count + 1);
  if (chosen.length <= count) throw new Error(`a text is too short for ${count} words`);
  return chosen.map((end) => text.slice(0, end));
}
