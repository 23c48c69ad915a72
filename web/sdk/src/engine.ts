import type { Encoded, Flavour, Scores } from './core.js';

/** Where the model is and what it must be. */
export interface ModelSource {
  /** Absolute, or relative to the page. */
  url: string;
  /** Size of the file. */
  bytes: number;
  /** SHA-256 of the file, 64 lower-case hexadecimal digits. */
  sha256: string;
}

/** One way to go on. */
export interface Draft {
  /** What to insert at the caret; it often starts with a space. */
  text: string;
  /** Natural log, summed over the draft's tokens. */
  logProb: number;
}

export interface Completion {
  /** The likeliest first. */
  drafts: Draft[];
  /** Context tokens read in this call, and those kept from earlier ones. */
  tokens: Encoded;
  /** Milliseconds inside the engine, without the way to the worker and back. */
  timingMs: { encode: number; decode: number };
}

export interface CompleteOptions {
  /** How many drafts, 1 to 8. Default 3. */
  drafts?: number;
  /** Tokens per draft at most, 1 to 64. Default 8. */
  tokens?: number;
  signal?: AbortSignal;
}

/** What happens between the first call and readiness. */
export type Progress =
  /** Another tab is loading or downloading the same model. */
  | { phase: 'waiting' }
  | {
      phase: 'download';
      received: number;
      total: number;
      /** Over the last seconds; 0 until it is known. */
      bytesPerSecond: number;
      /** `undefined` until the speed is known. */
      secondsLeft: number | undefined;
    }
  /** What was stored by an interrupted download is being hashed. */
  | { phase: 'verify'; done: number; total: number }
  /** The stored model goes into the engine. */
  | { phase: 'load'; done: number; total: number };

/** What {@link Engine.load} found and did. */
export interface EngineInfo {
  flavour: Flavour;
  /** Bytes that had to be downloaded; 0 if the model was stored. */
  downloadedBytes: number;
  /** Milliseconds from the call to readiness, inside the transport. */
  loadMs: number;
}

/** On-device autocomplete. Every method may be called before {@link Engine.load}; it is then done first. */
export interface Engine {
  /**
   * Downloads the model if it is not stored yet, checks it and makes it ready. Nothing is done twice: a second call
   * gets the first one's result, unless that failed.
   *
   * @throws {ForewordError} `code` is `"unsupported"`, `"network"`, `"model-missing"`, `"model-corrupt"`,
   *   `"model-invalid"`, `"quota-exceeded"`, `"storage"` or `"engine-crashed"`. Calling again is a retry.
   */
  load(): Promise<EngineInfo>;

  /**
   * Continues `text`, which ends at the caret.
   *
   * Resolves to at most `options.drafts` drafts, the likeliest first. No draft at all means that nothing is worth
   * showing; it is not an error. A later call aborts this one. Nothing leaves the device.
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
  /** Bytes of the engine's linear memory. */
  memoryBytes(): Promise<number>;

  /** Ends the worker. Pending and later calls reject with `code` `"disposed"`. The stored model stays. */
  dispose(): void;
}
