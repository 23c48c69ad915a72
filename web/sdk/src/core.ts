import type { Completion, Depth, Strategy } from './engine.js';

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
  check?: number;
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
  createLoader(totalBytes: number): CoreLoader;
  /** For a packed file of so many bytes. */
  createUnpacker(packedBytes: number): CoreUnpacker;
  /** Size of the instance's linear memory. */
  memoryBytes(): number;
}

/** Starts a fresh WASM instance. */
export type OpenCore = (options: WasmOptions) => Promise<Core>;

/** The two WASM builds. */
export const flavours = ['cpu-relaxed', 'cpu'] as const;
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
