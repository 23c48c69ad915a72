import type { Completion, EngineInfo, ModelSource, PlainCompleteOptions } from 'foreword';
import type { Encoded } from 'foreword/measure';
import EngineWorker from './engine-worker?worker';
import type { Context, Reader, Reading } from './reader.js';

/** What {@link Foreword} may ask its worker for. */
export interface EngineCalls {
  load(sources: { model: ModelSource; decoder: ModelSource }): Promise<EngineInfo>;
  complete(given: { before: string; options: PlainCompleteOptions }): Promise<Completion>;
  /** Aborts the latest `complete`. */
  abort(): Promise<void>;
  tokenize(text: string): Promise<Uint32Array>;
  encode(tokens: Uint32Array): Promise<Encoded>;
  memoryBytes(): Promise<number>;
}

export interface EngineRequest {
  id: number;
  method: keyof EngineCalls;
  argument: unknown;
}
export type EngineAnswer = { id: number; result: unknown } | { id: number; error: string };

/** The package's engine for measurements, in a worker as the page's engine is. */
export class Foreword implements Reader {
  readonly #worker = new EngineWorker();
  readonly #waiting = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (reason: Error) => void }
  >();
  #requests = 0;

  constructor(private readonly sources: { model: ModelSource; decoder: ModelSource }) {
    this.#worker.onmessage = ({ data }: MessageEvent<EngineAnswer>) => {
      const caller = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('error' in data) caller?.reject(new Error(data.error));
      else caller?.resolve(data.result);
    };
  }

  async load(): Promise<void> {
    const { decoder } = await this.info();
    if (decoder.state !== 'loaded') throw new Error(`drafting decoder: ${JSON.stringify(decoder)}`);
  }

  info(): Promise<EngineInfo> {
    return this.call('load', this.sources);
  }

  complete(before: string, options: PlainCompleteOptions = {}): Promise<Completion> {
    return this.call('complete', { before, options });
  }

  abort(): Promise<void> {
    return this.call('abort');
  }

  tokenize(text: string): Promise<Uint32Array> {
    return this.call('tokenize', text);
  }

  encode(tokens: Uint32Array): Promise<Encoded> {
    return this.call('encode', tokens);
  }

  memoryBytes(): Promise<number> {
    return this.call('memoryBytes');
  }

  /** Three drafts of eight tokens. */
  async draft(text: string): Promise<{ ms: number; completion: Completion }> {
    const start = performance.now();
    const completion = await this.complete(text, { drafts: 3, tokens: 8 });
    return { ms: performance.now() - start, completion };
  }

  async read({ tokens }: Context, cold: boolean): Promise<Reading> {
    // A context that begins with another token leaves nothing to reuse.
    if (cold) await this.encode(Uint32Array.of((tokens[0] ?? 0) + 1));
    const start = performance.now();
    const { encoded } = await this.encode(tokens);
    return { ms: performance.now() - start, encoded };
  }

  private async call<M extends keyof EngineCalls>(
    method: M,
    argument?: Parameters<EngineCalls[M]>[0],
  ): Promise<Awaited<ReturnType<EngineCalls[M]>>> {
    const id = ++this.#requests;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    this.#worker.postMessage({ id, method, argument } satisfies EngineRequest);
    return (await answer) as Awaited<ReturnType<EngineCalls[M]>>;
  }
}
