import type { Core, CoreEngine } from '../core.js';
import type { DecoderState, ModelSource, Progress } from '../old-engine.js';
import { toForewordError, toWire } from '../errors.js';
import { forgetIfDecayed, feedModel, readDecoder } from './feed.js';
import { Meter } from './meter.js';
import { Obtainer, downloadOf } from './obtain.js';
import type { ModelStore } from './store.js';

export interface LoadParts {
  model: ModelSource;
  decoder?: ModelSource | undefined;
  chooseStore: () => ModelStore;
  fetch: typeof fetch;
  now: () => number;
  onProgress: (progress: Progress) => void;
  /** It may still be compiling. */
  core: Promise<Core>;
  /** An engine that has the model already, and may lack the decoder. */
  engine: CoreEngine | undefined;
  /** Resolves when no call is under way: the decoder can't be put in during one. */
  idle: () => Promise<void>;
}

export interface Loaded {
  core: Core;
  engine: CoreEngine;
  downloadedBytes: number;
  decoder: DecoderState;
}

/** Downloads and unpacks what is missing of both files, then puts into the engine what it lacks. */
export async function loadEngine(parts: LoadParts): Promise<Loaded> {
  const { model, decoder, chooseStore, fetch, now, onProgress } = parts;
  const wanted = downloadOf(model);
  const meter = new Meter(wanted.bytes + (decoder === undefined ? 0 : downloadOf(decoder).bytes), now());
  const files = new Obtainer(chooseStore, { fetch, now, onProgress, meter });
  await files.download(model, 0);
  let state: DecoderState = { state: 'none' };
  if (decoder !== undefined) state = await attempt(() => files.download(decoder, wanted.bytes));
  const core = await parts.core;
  await files.unpack(model, core);
  if (decoder !== undefined && files.isPacked(decoder)) {
    state = await attempt(() => files.unpack(decoder, core, model));
  }

  const isComplete = decoder !== undefined && state.state === 'loaded';
  const total = model.bytes + (isComplete ? decoder.bytes : 0);
  const fed = (before: number) => (bytes: number) => {
    onProgress({ phase: 'load', done: before + bytes, total });
  };
  const engine = parts.engine ?? (await files.withFile(model, (file) => feedModel(core, file, fed(0))));
  if (isComplete) {
    state = await attempt(() =>
      files.withFile(decoder, async (file) => {
        const bytes = await readDecoder(file, fed(model.bytes));
        await parts.idle();
        try {
          engine.loadDecoder(bytes, model.sha256);
        } catch (error) {
          await forgetIfDecayed(file, bytes, decoder);
          throw error;
        }
      }),
    );
  }
  return { core, engine, downloadedBytes: files.downloadedBytes, decoder: state };
}

/** What became of the decoder. Only what ends the whole engine is thrown. */
async function attempt(task: () => Promise<void>): Promise<DecoderState> {
  try {
    await task();
    return { state: 'loaded' };
  } catch (error) {
    const reason = toForewordError(error);
    if (reason.code === 'engine-crashed' || reason.code === 'disposed') throw reason;
    return { state: 'failed', error: toWire(reason) };
  }
}
