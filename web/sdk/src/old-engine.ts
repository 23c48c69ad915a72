import type { BackendStatus } from './backend/status.js';
import type { CpuFlavour, Encoded, Scores } from './core.js';
import type { WireError } from './errors.js';

/** Where a file is and what it must be. */
export interface PackedSource {
  /** Absolute, or relative to the page. */
  url: string;
  /** Size of the file. */
  bytes: number;
  /** SHA-256 of the file, 64 lower-case hexadecimal digits. */
  sha256: string;
}

/** A file of the model. */
export interface ModelSource extends PackedSource {
  /**
   * Its packed form, as `foreword model pack` makes it. This is downloaded then, and unpacked once into the file that is
   * kept; both are stored for a moment.
   */
  packed?: PackedSource | undefined;
}

/** One way to go on. */
export interface Draft {
  /** What to insert at the caret: the rest of the word under way, then more. It often starts with a space. */
  text: string;
  /** Natural log, summed over the draft's tokens. */
  logProb: number;
  /** Estimated probability that its first word is the right one, 0 to 1. */
  confidence: number;
}

export interface Completion {
  /** The likeliest first. */
  drafts: Draft[];
  /** Context tokens read in this call, and those kept from earlier ones. */
  tokens: Encoded;
  /** Milliseconds inside the engine, without the way to the worker and back. */
  timingMs: { encode: number; decode: number; verify: number };
  /** Passes of the layers that write; 0 where drafts of the call before were given again. */
  steps: number;
  /** Which call this engine answers, counted from 1: of two completions the one with the higher number is the newer. */
  revision: number;
}

/** How drafts are written; all but the first are there for comparison. */
export const strategies = [
  'superposed',
  'published',
  'batched-beam',
  'keep-first',
  'greedy',
  'nucleus',
] as const;
export type Strategy = (typeof strategies)[number];

/** Which layers write drafts: those of the drafting decoder, or all of the encoder's. */
export const depths = ['shallow', 'full'] as const;
export type Depth = (typeof depths)[number];

export interface CompleteOptions {
  /** How many drafts, 1 to 8. Default 3. */
  drafts?: number;
  /** Tokens per draft at most, 1 to 32. Default 8. */
  tokens?: number;
  /**
   * Nothing is offered unless the best draft is at least this likely to be right, 0 to 1; the others need an eighth of
   * it. Default 0.08.
   */
  minConfidence?: number;
  /** Give what there is after this many milliseconds. Default: no limit. */
  deadlineMs?: number;
  /** Drafts may contain numbers that the text does not. Default false. */
  allowNumbers?: boolean;
  /** Drafts of the call before that still fit what was typed since are given again at once. Default true. */
  reuse?: boolean;
  /** Default: what is best at this depth. */
  strategy?: Strategy;
  /** Default: `"shallow"` where the drafting decoder is loaded, else `"full"`. */
  depth?: Depth;
  /**
   * Tokens of the best draft, 0 to 32, that all layers check, and put right where they would have written something else,
   * before it is given. More are better and take longer. Default: 2 where the drafting decoder writes, else 0.
   */
  verify?: number;
  signal?: AbortSignal;
}

/** What happens between the first call and readiness. */
export type Progress =
  /** Another tab is loading or downloading the same model. */
  | { phase: 'waiting' }
  | {
      phase: 'download';
      /** Bytes of all files together, those of earlier downloads among them. */
      received: number;
      total: number;
      /** Over the last seconds; 0 until it is known. */
      bytesPerSecond: number;
      /** `undefined` until the speed is known. */
      secondsLeft: number | undefined;
    }
  /** What was stored by an interrupted download is being hashed. */
  | { phase: 'verify'; done: number; total: number }
  /** What was downloaded is unpacked, once. */
  | { phase: 'unpack'; done: number; total: number }
  /** The stored model goes into the engine. */
  | { phase: 'load'; done: number; total: number };

/** What {@link Engine.load} found and did. */
export interface EngineInfo {
  /** The build for the processor, which answers first. {@link Engine.backend} tells what does later. */
  flavour: CpuFlavour;
  /** Bytes that had to be downloaded; 0 if the model was stored. */
  downloadedBytes: number;
  /** Milliseconds from the call to readiness, inside the transport. */
  loadMs: number;
  decoder: DecoderState;
}

/** What became of the drafting decoder. Without one every draft takes all layers of the encoder: slower, not worse. */
export type DecoderState =
  | { state: 'loaded' }
  /** None was asked for. */
  | { state: 'none' }
  /** Another {@link Engine.load} tries again. */
  | { state: 'failed'; error: WireError };

/** On-device autocomplete. Every method may be called before {@link Engine.load}; it is then done first. */
export interface Engine {
  /**
   * Downloads the model if it is not stored yet, checks it and makes it ready. Nothing is done twice: a second call
   * gets the first one's result, unless that failed or goes without its drafting decoder.
   *
   * @throws {ForewordError} `code` is `"unsupported"`, `"network"`, `"model-missing"`, `"model-corrupt"`,
   *   `"model-invalid"`, `"quota-exceeded"`, `"storage"` or `"engine-crashed"`. Calling again is a retry.
   */
  load(): Promise<EngineInfo>;

  /**
   * Continues `text`, which ends at the caret.
   *
   * Resolves to at most `options.drafts` drafts, the likeliest first. No draft at all means that nothing is worth
   * showing; it is not an error. A later call aborts this one. Nothing leaves the device. What fails on the graphics card
   * is answered by the processor, and a call whose worker dies is asked once more of a new one.
   *
   * @throws {DOMException} `AbortError`, if aborted or overtaken.
   * @throws {ForewordError} `code` is `"bad-argument"`, `"engine-crashed"`, `"disposed"` or one of {@link load}'s.
   */
  complete(text: string, options?: CompleteOptions): Promise<Completion>;

  /** Log-probabilities of `tokens`, for comparisons between engines. */
  score(tokens: Uint32Array): Promise<Scores>;
  /** Token ids of `text`. */
  tokenize(text: string): Promise<Uint32Array>;
  /** Reads `tokens` into the context, for benchmarks. */
  encode(tokens: Uint32Array): Promise<Encoded>;
  /** Bytes of the linear memory of the engine on the processor. */
  memoryBytes(): Promise<number>;

  /** What drafts are computed on, and why. `EngineOptions.onBackend` tells of every change. */
  backend(): Promise<BackendStatus>;

  /**
   * Forgets what is remembered of this graphics card and tests it, in pauses between other calls. Resolves to what came
   * of it, which is then used and remembered. Nothing is tested where `LoadOptions.backend` is `"cpu"`.
   *
   * @throws {ForewordError} `code` is `"engine-crashed"`, `"disposed"` or one of {@link load}'s.
   */
  testBackends(): Promise<BackendStatus>;

  /** Ends the worker. Pending and later calls reject with `code` `"disposed"`. The stored model stays. */
  dispose(): void;
}
