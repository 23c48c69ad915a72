import type { BackendChoice, BackendStatus } from '../backend/status.js';
import type { CoreOptions, CpuFlavour, Encoded, Flavour, Scores } from '../core.js';
import type { Completion, EngineInfo, ModelSource, Progress } from '../old-engine.js';

/** What a transport needs to know to load; it can be sent to a worker. */
export interface LoadOptions {
  model: ModelSource;
  /** The drafting decoder made for that model. The engine works without one, more slowly. */
  decoder?: ModelSource | undefined;
  /** The build for the processor. Chosen by feature detection if absent. */
  flavour?: CpuFlavour | undefined;
  /**
   * Where drafts are computed. `"auto"`, the default: the processor at first; in a pause the graphics card is tested, once
   * for each card and model, and takes over if it is right and faster. `"cpu"`: no graphics card is looked for.
   * `"webgpu"`: the graphics card is used if it is right, even where it is slower, and nothing is remembered: for
   * measurements.
   */
  backend?: BackendChoice | undefined;
  /** Addresses of the WASM builds, where a bundler moved them. */
  wasmUrls?: Partial<Record<Flavour, string | undefined>> | undefined;
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
  /** What answers now. */
  backend(): Promise<BackendStatus>;
  /** Forgets what is remembered of the graphics card, tests it as `choice` has it, and uses what is better. */
  testBackends(choice: BackendChoice): Promise<BackendStatus>;
  /** Ends the engine and rejects what is pending. */
  dispose(): void;
}

/** What a transport tells besides answers. */
export interface TransportEvents {
  /** The engine died, whether or not a call was pending. */
  onCrash?(): void;
  /** What answers has changed, or what is known about it. */
  onBackend?(status: BackendStatus): void;
}
