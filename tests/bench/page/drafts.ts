import texts from '../texts.json';
import { beginnings } from './contexts.js';
import type { Foreword } from './engines.js';
import type { Peer } from './peer.js';

export interface DraftSample {
  engine: 'foreword' | 'peer, one by one' | 'peer, at once';
  text: string;
  ms: number;
  /** Foreword's own clock: reading, writing and checking. */
  timingMs?: { encode: number; decode: number; verify: number };
}

/**
 * Three drafts of eight tokens after each of `words` more words, in turn by both engines. The peer gets the texts without
 * their last space, which spares it a token that it would have to take back with the next word.
 */
export async function measureDrafts(foreword: Foreword, peer: Peer, words: number): Promise<DraftSample[]> {
  const samples: DraftSample[] = [];
  const engines = {
    foreword: async (text: string) => {
      const { ms, completion } = await foreword.draft(text);
      return { ms, timingMs: completion.timingMs };
    },
    'peer, one by one': async (text: string) => ({ ms: await peer.draft(text.trimEnd(), 'one by one') }),
    'peer, at once': async (text: string) => ({ ms: await peer.draft(text.trimEnd(), 'at once') }),
  };
  const names = Object.keys(engines) as DraftSample['engine'][];
  for (const [number, { name, text }] of texts.entries()) {
    for (const [step, beginning] of beginnings(text, words).entries()) {
      // Who goes first changes every time. Both of the peer's ways share what it has read, so they take turns word by word.
      const [own, ...ways] = names;
      const way = ways[(number + step) % 2];
      const turn = [own, way].filter((engine) => engine !== undefined);
      for (const engine of step % 2 === 0 ? turn : turn.toReversed()) {
        const result = await engines[engine](beginning);
        // The first beginning is the context that is there already; on the first text the browser still compiles.
        if (step > 0) samples.push({ engine, text: name, ...result });
      }
    }
  }
  return samples;
}

export interface WidthSample {
  /** How the drafts are written; browsers have this one. */
  strategy: 'superposed';
  drafts: number;
  decodeMs: number;
  /** Passes of the decoder: fewer than seven where every draft ended before. */
  steps: number;
}

/** Cost of writing by number of drafts, the context read: the drafting decoder, tokens 8. */
export async function measureWidths(foreword: Foreword, points: number): Promise<WidthSample[]> {
  const samples: WidthSample[] = [];
  for (let point = 0; point < points; point++) {
    const text = texts[point % texts.length]?.text ?? '';
    const beginning = beginnings(text, Math.ceil(points / texts.length)).at(
      -1 - Math.floor(point / texts.length),
    );
    if (beginning === undefined) continue;
    await foreword.draft(beginning);
    for (const drafts of [1, 2, 3, 5, 8]) {
      const { timingMs, steps } = await foreword.complete(beginning, { drafts, tokens: 8, depth: 'shallow' });
      samples.push({ strategy: 'superposed', drafts, decodeMs: timingMs.decode, steps });
    }
  }
  return samples;
}

export interface CancelSample {
  by: 'abort' | 'newer request';
  /** Until the caller's promise rejected. */
  callerMs: number;
  /** Until the worker answered the next measurement, which waits until the completion has stopped. */
  workerMs: number;
}

/** How long a completion goes on after it was cancelled while it read a context of 400 tokens. */
export async function measureCancelling(foreword: Foreword, tries: number): Promise<CancelSample[]> {
  const tokens = await foreword.tokenize(texts.map(({ text }) => text).join(' '));
  let text = texts.map((entry) => entry.text).join(' ');
  text = text.slice(0, Math.floor((text.length * 400) / tokens.length));
  const samples: CancelSample[] = [];
  for (let attempt = 0; attempt < tries; attempt++) {
    // Nothing may be reused.
    await foreword.encode(Uint32Array.of(1000 + attempt));
    let callerAt = 0;
    const running = foreword.complete(text).then(
      () => {
        throw new Error('the completion ended before it was cancelled');
      },
      () => (callerAt = performance.now()),
    );
    await wait(20 + ((attempt * 37) % 300));
    const start = performance.now();
    const by = attempt % 2 === 0 ? 'abort' : 'newer request';
    // It waits for its turn: before the newer request, after the running one.
    const free = foreword.tokenize('Hi').then(() => performance.now() - start);
    const next = by === 'abort' ? foreword.abort() : foreword.complete('Thank you for');
    await running;
    samples.push({ by, callerMs: callerAt - start, workerMs: await free });
    await next;
  }
  return samples;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
