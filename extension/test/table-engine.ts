import type { Completion, Engine, EngineEvents, EngineSession, SessionOptions } from 'foreword';

/** What tests are offered after which text; the first that fits holds. */
const table: readonly (readonly [after: string, drafts: readonly string[]])[] = [
  ['Thank you for', [' your email and', ' the quick reply', ' everything']],
  ['Looking forward to', [' hearing from you', ' it']],
  ['See you', [' on Monday', ' at the office', ' soon']],
  ['شكرا لك على', [' مساعدتك']],
  ['你好', ['世界']],
];

/** Each draft is left of what the table has, less what was typed of it since. */
function draftsFor(before: string): string[] {
  return table.flatMap(([after, drafts]) => {
    const at = before.lastIndexOf(after);
    if (at < 0) return [];
    const typed = before.slice(at + after.length);
    return drafts
      .filter((draft) => draft.startsWith(typed) && draft !== typed)
      .map((draft) => draft.slice(typed.length));
  });
}

function completion(texts: readonly string[]): Completion {
  return {
    drafts: texts.map((text, rank) => ({
      text,
      logProb: -1 - rank,
      confidence: 0.6 / (rank + 1),
      words: text.match(/\s*\S+/g)?.map((word) => ({ text: word, source: 'model' })) ?? [],
    })),
    tokens: { encoded: 1, reused: 0 },
    timingMs: { encode: 0, decode: 0, verify: 0 },
    steps: 1,
    revision: 1,
  };
}

/** What was asked and learned, for tests to see: `globalThis.seen` of the engine's document. */
const seen = {
  asked: [] as string[],
  /** With which options each question's session was opened. */
  options: [] as (SessionOptions | undefined)[],
  learned: [] as unknown[],
  counts: [] as unknown[],
  engines: 0,
};
Object.assign(globalThis, { seen });

/** An engine without a model, for tests of everything around it. */
export function makeEngine({ onProgress }: EngineEvents): Engine {
  seen.engines += 1;
  let isDisposed = false;
  const session = (options?: SessionOptions): EngineSession => ({
    complete: ({ before }: { before: string }) => {
      if (isDisposed) throw new Error('the engine was disposed of');
      seen.asked.push(before);
      seen.options.push(options);
      return Object.assign(Promise.resolve(completion(draftsFor(before))), {
        [Symbol.asyncIterator]: () => {
          throw new Error('tests iterate no answers');
        },
      });
    },
    focus: () => undefined,
    dispose: () => undefined,
    learn: () => Promise.resolve({ leftOut: [] }),
    accept: () => Promise.resolve(),
    dismiss: () => Promise.resolve(),
    why: () => Promise.resolve({ before: [], words: [] }),
  });
  const profile = {
    learn: (text: unknown) => {
      seen.learned.push(text);
      return Promise.resolve({ id: seen.learned.length, leftOut: [] });
    },
    statistics: (counts: unknown) => {
      seen.counts.push(counts);
      return Promise.resolve({ before: {}, days: {} });
    },
    settings: () => Promise.resolve({}),
  };
  const engine = {
    load: () => {
      onProgress?.({ phase: 'load', loaded: 1, total: 1 });
      return Promise.resolve({});
    },
    session,
    profile,
    dispose: () => {
      isDisposed = true;
    },
  };
  return engine as unknown as Engine;
}
