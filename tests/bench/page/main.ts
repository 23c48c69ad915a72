import { decoder, model } from 'virtual:model';
import texts from '../texts.json';
import { chain, contextsOf } from './contexts.js';
import { measureCancelling, measureDrafts, measureWidths } from './drafts.js';
import { Foreword } from './engines.js';
import { Peer } from './peer.js';
import type { Reader, Reading } from './reader.js';
import { record } from './record.js';

export type Name = 'foreword' | 'peer';

/** Tokens of the context whose first reading is measured and to which tokens are then added. */
const contextTokens = 74;

export interface Sample extends Reading {
  engine: Name;
  text: string;
  task: 'cold' | 'append' | 'append-more' | 'generate';
}

const readers = { foreword: new Foreword({ model, decoder }), peer: new Peer(model) };
const names: Name[] = ['foreword', 'peer'];

/** The contexts of a text from {@link contextTokens} tokens on. */
async function stepsOf(text: string) {
  return chain(await contextsOf(text, (part) => readers.foreword.tokenize(part)), contextTokens);
}

/** Called by the driver; see `peers.mjs`. */
const bench = {
  /** Loads one engine; milliseconds since the page began to load. */
  async load(name: Name): Promise<number> {
    await readers[name].load();
    return performance.now();
  },

  /** A few calls of every kind, so that the browser has compiled with its last tier what will be measured. */
  async warmUp(): Promise<void> {
    const [first, ...more] = await stepsOf(texts[0]?.text ?? '');
    if (first === undefined) return;
    for (let round = 0; round < 3; round++) {
      for (const name of names) {
        await readers[name].read(first.context, true);
        for (const { context } of more.slice(0, 8)) await readers[name].read(context, false);
      }
    }
  },

  /** Both engines in turn, for every text: a cold reading, then one token more at a time. */
  async interleaved(appended: number): Promise<Sample[]> {
    const samples: Sample[] = [];
    for (const [index, { name: text, text: content }] of texts.entries()) {
      const steps = (await stepsOf(content)).slice(0, appended + 1);
      if (steps.length <= appended) throw new Error(`${text} is too short for ${appended} added tokens`);
      for (const [step, { context, added }] of steps.entries()) {
        // Who goes first changes every time.
        for (const engine of (index + step) % 2 === 0 ? names : names.toReversed()) {
          const reading = await readers[engine].read(context, step === 0);
          expectRead(engine, reading, step === 0 ? context.tokens.length : added);
          const task = step === 0 ? 'cold' : added === 1 ? 'append' : 'append-more';
          samples.push({ engine, text, task, ...reading });
        }
      }
      const last = steps.at(-1);
      if (last === undefined) continue;
      const ms = await readers.peer.generate(last.context, 16);
      samples.push({ engine: 'peer', text, task: 'generate', ms, encoded: 1 });
    }
    return samples;
  },

  /** Cold readings only. */
  async cold(rounds: number): Promise<Sample[]> {
    const samples: Sample[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const [index, { name: text, text: content }] of texts.entries()) {
        const context = (await stepsOf(content))[0]?.context;
        if (context === undefined) continue;
        for (const engine of (index + round) % 2 === 0 ? names : names.toReversed()) {
          const reading = await readers[engine].read(context, true);
          expectRead(engine, reading, context.tokens.length);
          samples.push({ engine, text, task: 'cold', ...reading });
        }
      }
    }
    return samples;
  },

  /** Bytes of the page and its workers once `name` has read a text, and of the engine's linear memory. */
  async memory(name: Name): Promise<{ linearBytes: number | undefined; measured: unknown }> {
    const reader: Reader = readers[name];
    await reader.load();
    const text = texts[0]?.text ?? '';
    const tokens = name === 'foreword' ? await readers.foreword.tokenize(text) : new Uint32Array();
    await reader.read({ text, tokens }, true);
    // First: a linear memory that no script has looked at since it last grew is not counted by the browser.
    const linearBytes = await reader.memoryBytes();
    const { measureUserAgentSpecificMemory: measure } = performance as unknown as {
      measureUserAgentSpecificMemory?: () => Promise<unknown>;
    };
    const measured = crossOriginIsolated ? await measure?.call(performance) : undefined;
    return { linearBytes, measured };
  },

  /** The drafts job; see `drafts.ts`. On a page of its own, where the peer has room for three sequences. */
  async drafts(sizes: { words: number; points: number; tries: number }) {
    const peer = new Peer(model, { slots: 3 });
    await readers.foreword.load();
    await peer.load();
    if (peer.isMultithread()) throw new Error('the peer ran with several threads');
    return {
      drafts: await measureDrafts(readers.foreword, peer, sizes.words),
      widths: await measureWidths(readers.foreword, sizes.points),
      cancelling: await measureCancelling(readers.foreword, sizes.tries),
    };
  },

  /** Drafts after each letter of a text; see `calm.mjs`. */
  async record(text: { name: string; text: string }, pauses: number[]) {
    await readers.foreword.load();
    return record(readers.foreword, text, pauses);
  },

  peerIsMultithread: () => readers.peer.isMultithread(),

  facts: async () => ({
    agent: navigator.userAgent,
    crossOriginIsolated,
    flavour: (await readers.foreword.info()).flavour,
  }),
};

/** A reading that did more or less than it should is no measurement. */
function expectRead(engine: Name, { encoded }: Reading, expected: number): void {
  if (encoded !== expected) throw new Error(`${engine} read ${encoded} tokens instead of ${expected}`);
}

Object.assign(globalThis, { bench });
