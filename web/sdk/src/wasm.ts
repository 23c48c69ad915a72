import type { Core, CoreHash, CoreLoader, CoreUnpacker, OpenCore, Probe, Verdict } from './core.js';
import { ForewordError } from './errors.js';
import type { CpuFlavour, Flavour } from './flavour.js';

/** The part of wasm-bindgen's output for `--target web` that is used here. */
export interface Glue {
  default: Start;
  ModelLoader: LoaderClass;
  Unpacker: UnpackerClass;
  Sha256: new () => CoreHash;
  selfTestContexts(): string[];
  judge(found: Probe, expected: Probe): GlueVerdict;
  /** Works for the engine of another worker, until that ends it. */
  help?(shared: unknown, number: number): void;
}

/** The core's verdict as it crosses the boundary: Rust writes an absent number as `null`. */
export type GlueVerdict = Omit<Verdict, 'mostApart'> & { mostApart: number | null };

export type Start = (input: {
  module_or_path: Promise<Response> | WebAssembly.Module;
}) => Promise<{ memory: WebAssembly.Memory }>;
export interface LoaderClass {
  open(totalBytes: number): Promise<CoreLoader>;
}
export type UnpackerClass = new (packedBytes: number) => CoreUnpacker;

/** Spelled out per build, because bundlers find the files by these literal expressions. */
const builds: Record<Flavour, { glue: () => Promise<Glue>; url: () => URL }> = {
  'cpu-relaxed': {
    glue: () => import('./generated/cpu-relaxed/foreword_wasm.js'),
    url: () => new URL('./generated/cpu-relaxed/foreword_wasm_bg.wasm', import.meta.url),
  },
  cpu: {
    glue: () => import('./generated/cpu/foreword_wasm.js'),
    url: () => new URL('./generated/cpu/foreword_wasm_bg.wasm', import.meta.url),
  },
  webgpu: {
    glue: () => import('./generated/webgpu/foreword_wasm.js'),
    url: () => new URL('./generated/webgpu/foreword_wasm_bg.wasm', import.meta.url),
  },
};

/** wasm-bindgen keeps one instance per module, so a crashed one cannot be replaced without a new worker or page. */
const started = new Set<Flavour>();

/** Makes the function that fetches a build, compiling while it arrives, and starts it. */
export const wasmCore =
  (fetch: (url: string | URL) => Promise<Response>): OpenCore =>
  async ({ flavour, url }) => {
    if (started.has(flavour)) {
      throw new ForewordError('engine-crashed', 'the engine stopped; reload the page to start it again');
    }
    started.add(flavour);
    const build = builds[flavour];
    try {
      const response = fetch(url ?? build.url());
      // If the import fails first, a failed fetch would be an unhandled rejection.
      response.catch(() => undefined);
      const glue = await build.glue();
      const { memory } = await glue.default({ module_or_path: response.then(expectOk) });
      return coreOf(glue, memory);
    } catch (error) {
      started.delete(flavour);
      if (error instanceof ForewordError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      // `fetch` and `import` fail with a TypeError, compiling and linking with other errors.
      const code = error instanceof TypeError ? 'network' : 'internal';
      throw new ForewordError(code, `the engine's code did not load: ${message}`, {}, { cause: error });
    }
  };

/** Makes this worker a helper of the engine in the worker that started it, if that is what the message asks. */
export async function help(message: unknown): Promise<void> {
  const { help, module, shared, number } = message as Help;
  if (help === undefined) return;
  const glue = await builds[help].glue();
  await glue.default({ module_or_path: module });
  glue.help?.(shared, number);
}

/** What `crates/wasm/src/threads` sends to a helper. */
interface Help {
  help?: CpuFlavour;
  module: WebAssembly.Module;
  shared: unknown;
  number: number;
}

function expectOk(response: Response): Response {
  if (response.ok) return response;
  throw new ForewordError('network', `the engine's code did not load: HTTP ${response.status}`, {
    status: response.status,
    url: response.url,
  });
}

function coreOf(glue: Glue, memory: WebAssembly.Memory): Core {
  return {
    createLoader: (totalBytes) => glue.ModelLoader.open(totalBytes),
    createUnpacker: (packedBytes): CoreUnpacker => new glue.Unpacker(packedBytes),
    createHash: () => new glue.Sha256(),
    memoryBytes: () => memory.buffer.byteLength,
    selfTestContexts: () => glue.selfTestContexts(),
    judge: (found, expected) => {
      const { mostApart, ...verdict } = glue.judge(found, expected);
      return { ...verdict, mostApart: mostApart ?? undefined };
    },
  };
}
