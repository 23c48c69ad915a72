import type { Foreword } from './engines.js';

/** What the engine says after one beginning of a text. */
export interface Recorded {
  ms: number;
  drafts: { text: string; confidence: number }[];
}

/** For each beginning of a text: three drafts, and what all layers write where the person pauses. */
export interface Recording {
  name: string;
  quick: Recorded[];
  full: (Recorded | undefined)[];
}

/** Asks for drafts after each letter of `text`, in order, as a person who types it would. */
export async function record(
  foreword: Foreword,
  { name, text }: { name: string; text: string },
  pauses: readonly number[],
): Promise<Recording> {
  const quick: Recorded[] = [];
  const full: (Recorded | undefined)[] = [];
  const ask = async (length: number, depth?: 'full'): Promise<Recorded> => {
    const start = performance.now();
    const { drafts } = await foreword.complete(text.slice(0, length), {
      drafts: 3,
      tokens: 8,
      ...(depth === undefined ? {} : { depth }),
    });
    return {
      ms: Math.round(10 * (performance.now() - start)) / 10,
      drafts: drafts.map(({ text: words, confidence }) => ({ text: words, confidence })),
    };
  };
  for (let length = 1; length < text.length; length += 1) {
    quick[length] = await ask(length);
    if (pauses.includes(length)) full[length] = await ask(length, 'full');
  }
  return { name, quick, full };
}
