import type { Completion, Context, PlainCompleteOptions } from '../types.js';

/** What a session is expected to ask next, and the answer. */
interface Guess {
  readonly key: string;
  readonly context: Context;
  readonly answer: Promise<Completion>;
}

/** How drafts are asked for, less whether the engine may look ahead. */
export type Asked = Omit<PlainCompleteOptions, 'foresee'>;

/** From this confidence of the best draft on its first word is read. A less certain one is too seldom what comes. */
const leastConfidence = 0.3;

/** The first word of a draft, with what ends it. */
const firstWord = /^\s*\S+(?:\s|$)/u;

/**
 * What follows the first word of the best draft, computed while it is on screen and nothing is asked: whoever takes that
 * word, or types it, finds the next drafts there. One guess a session, no more than one for each answer, and none is ever
 * shown before its text is there.
 */
export class Foresight<Session extends object> {
  #guesses = new WeakMap<Session, Guess>();

  /** The answer that was foreseen for this question, finished or not. */
  take(session: Session, context: Context, asked: Asked): Promise<Completion> | undefined {
    const guess = this.#guesses.get(session);
    if (guess?.key !== keyOf(context, asked)) return undefined;
    this.#guesses.delete(session);
    return guess.answer.then((completion) => ({ ...completion, isForeseen: true }));
  }

  /** The session's question was answered so: `begin` is called if the next one can be guessed and isn't known yet. */
  plan(
    session: Session,
    { context, asked, completion }: { context: Context; asked: Asked; completion: Completion },
    begin: (context: Context) => Promise<Completion>,
  ): void {
    const next = nextContext(context, completion);
    if (next === undefined) return;
    const key = keyOf(next, asked);
    if (this.#guesses.get(session)?.key === key) return;
    const guess = { key, context: next, answer: begin(next) };
    this.#guesses.set(session, guess);
    // Something else was asked, or the engine failed: then the question is asked anew.
    guess.answer.catch(() => {
      if (this.#guesses.get(session) === guess) this.#guesses.delete(session);
    });
  }

  /** Nothing that was foreseen holds any more: what drafts depend on has changed. */
  forget(): void {
    this.#guesses = new WeakMap();
  }
}

/** The text once the best draft's first word is there, and a space. */
export function nextContext({ before, after = '' }: Context, { drafts }: Completion): Context | undefined {
  const [best] = drafts;
  if (best === undefined || best.confidence < leastConfidence || after.trim() !== '') return undefined;
  const [word] = firstWord.exec(best.text) ?? [];
  if (word === undefined || word.trimStart().includes('\n')) return undefined;
  return { before: `${before}${word.trimEnd()} `, after };
}

function keyOf({ before, after = '' }: Context, asked: Asked): string {
  const { drafts, tokens, minConfidence, allowNumbers, trailingSpace, depth, verify } = asked;
  return JSON.stringify([
    before,
    after,
    drafts,
    tokens,
    minConfidence,
    allowNumbers,
    trailingSpace,
    depth,
    verify,
  ]);
}
