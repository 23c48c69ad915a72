import { Wllama } from '@wllama/wllama';
import wllamaWasm from '@wllama/wllama/esm/wasm/wllama.wasm?url';
import { type ModelSource, createEngine } from 'foreword';

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

  constructor(model: ModelSource) {
    this.engine = createEngine({ model });
  }

  async load(): Promise<void> {
    await this.engine.load();
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

  constructor(private readonly model: ModelSource) {}

  async load(): Promise<void> {
    await this.#wllama.loadModelFromUrl(new URL(this.model.url, location.href).href, {
      n_threads: 1,
      n_ctx: 512,
      n_parallel: 1,
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
