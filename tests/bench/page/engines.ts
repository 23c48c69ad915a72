import { Wllama } from '@wllama/wllama';
import wllamaWasm from '@wllama/wllama/esm/wasm/wllama.wasm?url';
import { type Completion, type ModelSource, createEngine } from 'foreword';
import EngineWorker from 'foreword/worker?worker';

/** What one call cost, measured in the page, and what the engine says of it. */
export interface Reading {
  ms: number;
  /** Tokens read in this call. */
  encoded: number;
  /** Milliseconds by the engine's own clock, without the way to its worker and back. */
  insideMs?: number | undefined;
}

/** A text up to a place where its tokens are the first tokens of the whole. */
export interface Context {
  text: string;
  tokens: Uint32Array;
}

/** An engine that reads a context, for as long as it takes until the distribution of the next token is known. */
export interface Reader {
  load(): Promise<void>;
  /** `cold`: nothing of an earlier call may be reused. */
  read(context: Context, cold: boolean): Promise<Reading>;
  /** Bytes of linear memory, if the engine tells. */
  memoryBytes(): Promise<number | undefined>;
}

export class Foreword implements Reader {
  readonly engine;

  /** When the worker last said that it stopped a request. */
  stoppedAt = 0;

  constructor(sources: { model: ModelSource; decoder: ModelSource }) {
    this.engine = createEngine({
      ...sources,
      // A test of the graphics card would run into the measurements.
      backend: 'cpu',
      createWorker: () => {
        const worker = new EngineWorker();
        worker.addEventListener('message', ({ data }: MessageEvent<{ error?: { code: string } }>) => {
          if (data.error?.code === 'cancelled') this.stoppedAt = performance.now();
        });
        return worker;
      },
    });
  }

  async load(): Promise<void> {
    const { decoder } = await this.engine.load();
    if (decoder.state !== 'loaded') throw new Error(`drafting decoder: ${JSON.stringify(decoder)}`);
  }

  /** Three drafts of eight tokens, made anew. */
  async draft(text: string): Promise<{ ms: number; completion: Completion }> {
    const start = performance.now();
    const completion = await this.engine.complete(text, { drafts: 3, tokens: 8, reuse: false });
    return { ms: performance.now() - start, completion };
  }

  async read({ tokens }: Context, cold: boolean): Promise<Reading> {
    // A context that begins with another token leaves nothing to reuse.
    if (cold) await this.engine.encode(Uint32Array.of((tokens[0] ?? 0) + 1));
    const start = performance.now();
    const { encoded } = await this.engine.encode(tokens);
    return { ms: performance.now() - start, encoded };
  }

  memoryBytes(): Promise<number> {
    return this.engine.memoryBytes();
  }
}

/** The engine's server answers with its own timings, which its types do not list for this call. */
interface Timings {
  cache_n: number;
  prompt_n: number;
  prompt_ms: number;
  predicted_per_token_ms: number;
}

/**
 * llama.cpp in the browser. Since its version 3 there is no call that only decodes: the least one can ask for is a
 * completion of one token, which reads what is new of the prompt, takes the likeliest token and does not read that one.
 */
export class Peer implements Reader {
  readonly #wllama = new Wllama({ default: wllamaWasm }, { suppressNativeLog: true, allowOffline: true });

  /** `slots`: sequences it can generate at the same time. */
  constructor(
    private readonly model: ModelSource,
    private readonly slots = 1,
  ) {}

  async load(): Promise<void> {
    await this.#wllama.loadModelFromUrl(new URL(this.model.url, location.href).href, {
      n_threads: 1,
      n_ctx: 512,
      n_parallel: this.slots,
      kv_unified: true,
      n_gpu_layers: 0,
    });
  }

  async read({ text }: Context, cold: boolean): Promise<Reading> {
    const start = performance.now();
    const timings = await this.complete(text, { max_tokens: 1, cache_prompt: !cold });
    return { ms: performance.now() - start, encoded: timings.prompt_n, insideMs: timings.prompt_ms };
  }

  /** Milliseconds per token while it generates `count` tokens: its fastest way to read one more token. */
  async generate({ text }: Context, count: number): Promise<number> {
    const timings = await this.complete(text, { max_tokens: count, cache_prompt: true });
    return timings.predicted_per_token_ms;
  }

  /**
   * Three drafts of eight tokens by sampling: one after another, each going on from the cached context, or three requests
   * at once, which its server puts into one batch. (One request for three, `n: 3`, gives only one.)
   */
  async draft(text: string, how: 'one by one' | 'at once'): Promise<number> {
    const sampling = { temperature: 0.8, top_k: 40, ignore_eos: true, max_tokens: 8, cache_prompt: true };
    const one = (seed: number) => this.#wllama.createCompletion({ prompt: text, seed, ...sampling });
    const start = performance.now();
    if (how === 'at once') await Promise.all([1, 2, 3].map(one));
    else for (const seed of [1, 2, 3]) await one(seed);
    return performance.now() - start;
  }

  isMultithread(): boolean {
    return this.#wllama.isMultithread();
  }

  memoryBytes(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  private async complete(
    prompt: string,
    options: { max_tokens: number; cache_prompt: boolean },
  ): Promise<Timings> {
    const greedy = { temperature: 0, top_k: 1, ignore_eos: true };
    const answer = await this.#wllama.createCompletion({ prompt, ...greedy, ...options });
    const { timings } = answer as { timings?: Timings };
    if (timings === undefined) throw new Error('the peer gave no timings');
    return timings;
  }
}
