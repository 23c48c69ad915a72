import type { CoreOptions, Encoded, Flavour, Scores } from '../core.js';
import type { Completion, EngineInfo, ModelSource, Progress } from '../engine.js';

/** What a transport needs to know to load; it can be sent to a worker. */
export interface LoadOptions {
  model: ModelSource;
  /** The drafting decoder made for that model. The engine works without one, more slowly. */
  decoder?: ModelSource | undefined;
  /** Chosen by feature detection if absent. */
  flavour?: Flavour | undefined;
  /** Addresses of the WASM builds, where a bundler moved them. */
  wasmUrls?: Partial<Record<Flavour, string>> | undefined;
}

/**
 * A way to an engine: in this thread or in a worker. Both pass the same tests.
 *
 * Every promise rejects with a {@link ForewordError}. After one with `code` `"engine-crashed"` the engine is gone;
 * {@link load} starts a new one.
 */
export interface Transport {
  /** Where the engine runs already, only a decoder that it lacks is loaded. */
  load(options: LoadOptions, onProgress: (progress: Progress) => void): Promise<EngineInfo>;
  /** Rejects with `code` `"cancelled"` if {@link cancel} or a newer call ended it. */
  complete(text: string, options: CoreOptions): Promise<Completion>;
  /** Ends the running `complete`, if there is one. */
  cancel(): void;
  score(tokens: Uint32Array): Promise<Scores>;
  tokenize(text: string): Promise<Uint32Array>;
  encode(tokens: Uint32Array): Promise<Encoded>;
  memoryBytes(): Promise<number>;
  /** Ends the engine and rejects what is pending. */
  dispose(): void;
}

/** Told when an engine dies, whether or not a call was pending. */
export type OnCrash = () => void;
