import type { Completion, Depth, Strategy } from './old-engine.js';

/**
 * What this package expects of the Rust core compiled to WASM. The generated `.d.ts` must satisfy it; tests put a fake
 * in its place. Errors cross the boundary as `Error` objects with a string `code`.
 */
export interface CoreEngine {
  /** A newer call makes an older one reject with `code` `"cancelled"`. */
  complete(text: string, options: CoreOptions): Promise<Completion>;
  /** Adds the drafting decoder made for the model whose SHA-256 this is. An error leaves the engine as it was. */
  loadDecoder(file: Uint8Array, encoderSha256: string): void;
  cancel(): void;
  /** `logProbs[i]` is the natural log-probability of `tokens[i + 1]` given `tokens[..=i]`; `top[i]` the likeliest token there. */
  score(tokens: Uint32Array): Promise<Scores>;
  tokenize(text: string): Uint32Array;
  encode(tokens: Uint32Array): Promise<Encoded>;
  /** Compiles every pipeline, so that no keystroke waits for it; nothing to do on the CPU. */
  warmUp(): Promise<void>;
  /** What it runs on, such as the name of a graphics card. */
  readonly device: string;
  /**
   * Times keystrokes and writes drafts after each context. It ends early if the first keystrokes take longer than
   * `hopelessMs` each. A newer call makes it reject with `code` `"cancelled"`.
   */
  probe(contexts: string[], hopelessMs?: number): Promise<Probe>;
  /** What the device was asked to do since the last call of this; `undefined` on the CPU. */
  counters(): Counters | undefined;
  /** Gives its memory back, on the device too. Throws while a call is under way. */
  free?(): void;
}

/** What an engine did with the contexts of the self-test. Only the core reads more of it than this. */
export interface Probe {
  /** The median. */
  readonly keystrokeMs: number;
}

/** What the core says of a GPU whose {@link Probe} it compared with the CPU's. */
export interface Verdict {
  /** The GPU is to be used if it is right and faster. */
  finding: 'faster' | 'slower' | 'wrong';
  /** Whether scores agree; drafts may differ all the same, since two tokens may be as good as equal. */
  scoresAgree: boolean;
  /** The rest of a sentence. */
  because: string;
  /** Contexts that were compared. */
  contexts: number;
  /** Those after which both write the same first draft. */
  sameDrafts: number;
  /** The largest difference of two log-probabilities, in nats; absent if the GPU was so slow that it wasn't asked. */
  mostApart?: number | null | undefined;
  keystrokeMs: { cpu: number; webgpu: number };
}

/** Work of a GPU. */
export interface Counters {
  dispatches: number;
  submissions: number;
  readBacks: number;
  readBackBytes: number;
  weightBytes: number;
  pipelines: number;
  /** Milliseconds this thread spent on it. */
  hostMs: number;
}

/** Options of one completion, with their defaults where the package has one; what is absent is left to the core. */
export interface CoreOptions {
  drafts: number;
  tokens: number;
  minConfidence?: number;
  deadlineMs?: number;
  allowNumbers?: boolean;
  reuse?: boolean;
  strategy?: Strategy;
  depth?: Depth;
  verify?: number;
}

/** Takes the bytes of a GGUF file in order, in chunks of any size. */
export interface CoreLoader {
  /** Copies what it needs of `chunk` before it returns. */
  push(chunk: Uint8Array): void;
  /** Consumes the loader. */
  finish(): CoreEngine;
  /** Gives the memory of an unfinished loader back. */
  free?(): void;
}

/**
 * Unpacks a packed file: first its header, then the base if it names one, then the file from its first byte on. Errors have
 * `code` `"model-invalid"`.
 */
export interface CoreUnpacker {
  /** Takes the file's first bytes, in order; `true` once the header is all there. */
  pushHeader(chunk: Uint8Array): boolean;
  /** SHA-256 of the file that {@link pushBase} must be given whole, if there is one. */
  readonly baseSha256: string | undefined;
  pushBase(chunk: Uint8Array): void;
  /** Takes the next bytes of the file, and gives back what they unpack to. */
  push(chunk: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Consumes the unpacker. */
  finish(): void;
  /** Gives the memory of an unfinished unpacker back. */
  free?(): void;
}

/** One WASM instance. */
export interface Core {
  /**
   * Opens the device where there is one: rejects with `code` `"unsupported"` if no adapter will do; the message has the
   * numbers.
   */
  createLoader(totalBytes: number): Promise<CoreLoader>;
  /** For a packed file of so many bytes. */
  createUnpacker(packedBytes: number): CoreUnpacker;
  /** Size of the instance's linear memory. */
  memoryBytes(): number;
  /** Beginnings of messages for {@link CoreEngine.probe}. */
  selfTestContexts(): string[];
  /** Compares what a GPU `found` with what the CPU did. */
  judge(found: Probe, expected: Probe): Verdict;
}

/** Starts a fresh WASM instance. */
export type OpenCore = (options: WasmOptions) => Promise<Core>;

/** The WASM builds that run everywhere or nearly so; one of them is loaded first. */
export const cpuFlavours = ['cpu-relaxed', 'cpu'] as const;
export type CpuFlavour = (typeof cpuFlavours)[number];

/** All WASM builds. */
export const flavours = [...cpuFlavours, 'webgpu'] as const;
export type Flavour = (typeof flavours)[number];

/** Which build to start, and from where, if a bundler moved it. */
export interface WasmOptions {
  flavour: Flavour;
  url?: string | undefined;
}

/** Per-token log-probabilities of a text. */
export interface Scores {
  logProbs: Float32Array;
  top: Uint32Array;
}

/** How many tokens were read anew and how many were kept from the call before. */
export interface Encoded {
  encoded: number;
  reused: number;
}
