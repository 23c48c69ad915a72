import { Wllama } from '@wllama/wllama';
import wllamaWasm from '@wllama/wllama/esm/wasm/wllama.wasm?url';
import type { Context, Reader, Reading } from './reader.js';

/** The engine's server answers with its own timings, which its types do not list for this call. */
interface Timings {
  cache_n: number;
  prompt_n: number;
  prompt_ms: number;
  predicted_per_token_ms: number;
}

export interface PeerOptions {
  /** Sequences it can generate at the same time. Default 1. */
  slots?: number;
  /** Layers that go to the GPU. Default 0: then it doesn't look for one. */
  gpuLayers?: number;
  /** Takes the lines that llama.cpp logs. Default: it logs none. */
  log?: (...line: unknown[]) => void;
}

/**
 * llama.cpp in the browser. Since its version 3 there is no call that only decodes: the least one can ask for is a
 * completion of one token, which reads what is new of the prompt, takes the likeliest token and does not read that one.
 */
export class Peer implements Reader {
  readonly #wllama;

  constructor(
    private readonly model: { url: string },
    private readonly options: PeerOptions = {},
  ) {
    const { log } = options;
    this.#wllama = new Wllama(
      { default: wllamaWasm },
      {
        allowOffline: true,
        ...(log === undefined
          ? { suppressNativeLog: true }
          : { logger: { debug: log, log, warn: log, error: log } }),
      },
    );
  }

  async load(): Promise<void> {
    await this.#wllama.loadModelFromUrl(new URL(this.model.url, location.href).href, {
      n_threads: 1,
      n_ctx: 512,
      n_parallel: this.options.slots ?? 1,
      kv_unified: true,
      n_gpu_layers: this.options.gpuLayers ?? 0,
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

  /** Ends it and gives its memory back. */
  exit(): Promise<void> {
    return this.#wllama.exit();
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
