import FlavourWorker from './flavour-worker?worker';

/** What is measured of what wasm-bindgen generates for a flavour; see `crates/wasm`. */
export interface Glue {
  default: (input: { module_or_path: URL }) => Promise<unknown>;
  ModelLoader: { open: (totalBytes: number, isNarrow?: boolean) => Promise<GlueLoader> };
  judge: (found: Probe, expected: Probe) => Verdict;
}
interface GlueLoader {
  push(chunk: Uint8Array): void;
  finish(): GlueEngine;
}
export interface GlueEngine {
  readonly device: string;
  loadDecoder(file: Uint8Array, encoderSha256: string): void;
  warmUp(): Promise<void>;
  probe(contexts: string[], hopelessMs?: number): Promise<Probe>;
  counters(): Counters | undefined;
  openSession(options: object): number;
  complete(
    session: number,
    context: { before: string },
    options: { drafts: number; tokens: number; minConfidence: number },
  ): Promise<Written>;
}

/** What a device was asked to do. */
export interface Counters {
  dispatches: number;
  submissions: number;
  readBacks: number;
  readBackBytes: number;
  weightBytes: number;
  pipelines: number;
  /** Milliseconds that WebAssembly spent recording. */
  hostMs: number;
}

export interface Probe {
  keystrokeMs: number;
  keystrokesMs: number[];
  /** Per context, token and lane: candidates, each a token and its log-probability. */
  drafted: [number, number][][][][];
  keystroke?: Counters;
  step?: Counters;
}

export interface Verdict {
  contexts: number;
  sameDrafts: number;
  mostApart: number | null;
  medianApart: number | null;
  mostApartAsGiven: number | null;
}

interface Written {
  drafts: unknown[];
  timingMs: { encode: number; decode: number; verify: number };
  steps: number;
}

/** Three drafts of eight tokens after one more word, measured in the worker. */
export interface Keystroke extends Pick<Written, 'timingMs' | 'steps'> {
  ms: number;
  drafts: number;
  counters?: Counters | undefined;
}

export interface Source {
  url: string;
  bytes: number;
  sha256: string;
}

/** What a {@link Flavour} may ask its worker for. */
export interface FlavourCalls {
  /** The device in words. */
  load(given: {
    flavour: string;
    model: Source;
    decoder: Source;
    isNarrow: boolean | undefined;
  }): Promise<string>;
  probe(contexts: string[]): Promise<Probe>;
  judge(pair: { found: Probe; expected: Probe }): Promise<Verdict>;
  keystroke(text: string): Promise<Keystroke>;
}

export interface Request {
  id: number;
  method: keyof FlavourCalls;
  argument: unknown;
}
export type Answer = { id: number; result: unknown } | { id: number; error: string };

/** One flavour, in a worker of its own. */
export class Flavour {
  readonly #worker = new FlavourWorker();
  readonly #waiting = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (reason: Error) => void }
  >();
  #requests = 0;

  constructor(readonly name: 'webgpu' | 'cpu-relaxed') {
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const caller = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('error' in data) caller?.reject(new Error(`${name}: ${data.error}`));
      else caller?.resolve(data.result);
    };
  }

  async call<M extends keyof FlavourCalls>(
    method: M,
    argument: Parameters<FlavourCalls[M]>[0],
  ): Promise<Awaited<ReturnType<FlavourCalls[M]>>> {
    const id = ++this.#requests;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    this.#worker.postMessage({ id, method, argument } satisfies Request);
    return (await answer) as Awaited<ReturnType<FlavourCalls[M]>>;
  }
}
