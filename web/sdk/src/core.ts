import type { Flavour } from './flavour.js';
import type { Counters, Scores, SessionMemory } from './measurements.js';
import type { ProfileCore } from './profile/core.js';
import type { Completion, Context, Encoded, PlainCompleteOptions, SessionOptions } from './types.js';

/**
 * What this package expects of the Rust core compiled to WASM. The generated `.d.ts` must satisfy it; tests put a fake
 * in its place. Errors cross the boundary as `Error` objects with a string `code`.
 */
/** Options of a session, as the core takes them. */
export type CoreSessionOptions = Pick<SessionOptions, 'prefix' | 'kind' | 'site' | 'personal'>;

/** Options of a completion, as the core takes them. */
export interface CoreCompleteOptions extends Omit<PlainCompleteOptions, 'foresee'> {
  /** The text is a guess of what will be written: nothing is learned of it. */
  isGuess?: boolean | undefined;
}

export interface CoreEngine extends ProfileCore {
  /** Opens a session and returns its id, from 1. Throws an error with `code` `"bad-argument"`. */
  openSession(options: CoreSessionOptions): number;
  /** Unknown ids are ignored. */
  closeSession(session: number): void;
  /**
   * One call at a time: the caller waits until the last one has settled. It rejects with `code` `"cancelled"` after
   * {@link cancel}.
   */
  complete(session: number, context: Context, options: CoreCompleteOptions): Promise<Completion>;
  /** Ends the running {@link complete} of that session, if there is one. Any number ends a running {@link probe}. */
  cancel(session: number): void;
  /** Limits the memory of all sessions' caches. The least recently used lose theirs and read their text again. */
  setSessionMemory(bytes: number): void;
  sessionMemory(): SessionMemory;
  /** Adds the drafting decoder made for the model whose SHA-256 this is. An error leaves the engine as it was. */
  loadDecoder(file: Uint8Array, encoderSha256: string): void;
  /** Compiles every pipeline, so that no keystroke waits for it; does nothing on the CPU. */
  warmUp(): Promise<void>;
  /** Name of the device, such as that of a graphics card. */
  readonly device: string;
  /**
   * Times keystrokes and writes drafts after each context. It ends early if the first keystrokes take longer than
   * `hopelessMs` each. A call that starts, and {@link cancel}, make it reject with `code` `"cancelled"`.
   */
  probe(contexts: string[], hopelessMs?: number): Promise<Probe>;
  /** The device's work since the last call of this function; `undefined` on the CPU. */
  counters(): Counters | undefined;
  /**
   * Works on `threads` threads, or on as many as a test in pauses finds best if that is 0; `onThreads` is told whenever
   * their number changes. Helpers are more workers with this worker's script. Resolves to the number of threads; 0 where
   * there can't be more than one. The build for graphics cards has no such function.
   */
  useThreads?(threads: number, onThreads: (threads: number) => void): Promise<number>;
  /** Gives its memory back, on the device too. Throws while a call is under way. */
  free?(): void;

  /**
   * `logProbs[i]` is the natural log-probability of `tokens[i + 1]` given `tokens[..=i]`; `top[i]` is the likeliest
   * token there.
   */
  score(tokens: Uint32Array): Promise<Scores>;
  tokenize(text: string): Uint32Array;
  /** Reads `tokens` as a context, for measurements. */
  encode(tokens: Uint32Array): Promise<Encoded>;
}

/** No session has this id. {@link CoreEngine.cancel} with it ends a probe and no completion. */
export const noSession = 0;

/** An engine's results for the contexts of the self-test. Only the core reads more of it than this. */
export interface Probe {
  /** The median. */
  readonly keystrokeMs: number;
}

/** The core's comparison of a GPU's {@link Probe} with the CPU's. */
export interface Verdict {
  /** The GPU is used if it is right and faster. */
  finding: 'faster' | 'slower' | 'wrong';
  /** Whether scores agree. Drafts may differ all the same, since two tokens may be nearly equally likely. */
  scoresAgree: boolean;
  /** The second half of a sentence. */
  because: string;
  /** Contexts that were compared. */
  contexts: number;
  /** Contexts after which both write the same first draft. */
  sameDrafts: number;
  /** The largest difference of two log-probabilities, in nats; absent if the GPU was too slow to be compared. */
  mostApart?: number | undefined;
  keystrokeMs: { cpu: number; webgpu: number };
}

/** Takes the bytes of a GGUF file in order, in chunks of any size. */
export interface CoreLoader {
  /** Copies the bytes it needs before it returns. */
  push(chunk: Uint8Array): void;
  /** Consumes the loader. */
  finish(): CoreEngine;
  /** Gives the memory of an unfinished loader back. */
  free?(): void;
}

/**
 * Unpacks a packed file: first its header, then the base if it names one, then the file from its first byte on. Errors
 * have `code` `"model-invalid"`.
 */
export interface CoreUnpacker {
  /** Takes the file's first bytes, in order; `true` once the header is complete. */
  pushHeader(chunk: Uint8Array): boolean;
  /** SHA-256 of the file that {@link pushBase} must be given whole, if there is one. */
  readonly baseSha256: string | undefined;
  pushBase(chunk: Uint8Array): void;
  /** Takes the next bytes of the file, and returns the bytes they unpack to. */
  push(chunk: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Consumes the unpacker. */
  finish(): void;
  /** Gives the memory of an unfinished unpacker back. */
  free?(): void;
}

/** SHA-256 of bytes that come in pieces. */
export interface CoreHash {
  update(chunk: Uint8Array): void;
  /** 64 hexadecimal digits. Consumes the hash. */
  digest(): string;
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
  createHash(): CoreHash;
  /** Size of the instance's linear memory. */
  memoryBytes(): number;
  /** Beginnings of messages for {@link CoreEngine.probe}. */
  selfTestContexts(): string[];
  /** Compares the probe of a GPU with that of the CPU. */
  judge(found: Probe, expected: Probe): Verdict;
}

/** Starts a fresh WASM instance. */
export type OpenCore = (options: WasmOptions) => Promise<Core>;

/** Which build to start, and from where, if a bundler moved it. */
export interface WasmOptions {
  flavour: Flavour;
  url?: string | undefined;
}
