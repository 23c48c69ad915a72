import type { Completing, Completion, PlainCompleteOptions } from '../types.js';

/** Asks once with the options that `choose` picks when the engine is ready. */
export type Ask = (choose: (hasDecoder: boolean) => PlainCompleteOptions) => Promise<Completion>;

/**
 * One call of `complete`. It begins at once. By the time the engine is ready it is known whether the answer is awaited,
 * or iterated for drafts that get better.
 */
export function completing(options: PlainCompleteOptions, ask: Ask): Completing {
  let isIterated = false;
  let efforts: readonly PlainCompleteOptions[] = [options];
  const first = ask((hasDecoder) => {
    if (isIterated && hasDecoder) efforts = effortsOf(options);
    return efforts[0] ?? options;
  });
  async function* improved(): AsyncGenerator<Completion> {
    let shown = await first;
    yield shown;
    for (const effort of efforts.slice(1)) {
      const next = await ask(() => effort);
      if (isSame(shown, next)) continue;
      shown = next;
      yield shown;
    }
  }
  return Object.assign(first, {
    [Symbol.asyncIterator]: () => {
      isIterated = true;
      return improved();
    },
  });
}

/** The same question with more and more effort. Callers who choose an effort themselves get that one. */
function effortsOf(options: PlainCompleteOptions): PlainCompleteOptions[] {
  if (options.depth !== undefined || options.verify !== undefined) return [options];
  return [{ ...options, verify: 0 }, options, { ...options, depth: 'full' }];
}

function isSame(a: Completion, b: Completion): boolean {
  return a.drafts.length === b.drafts.length && a.drafts.every(({ text }, at) => text === b.drafts[at]?.text);
}
