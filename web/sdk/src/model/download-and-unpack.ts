import type { Core } from '../core.js';
import type { DecoderState, ModelSource } from '../types.js';
import { decoderStateAfter } from './decoder-state.js';
import type { DownloadOptions } from './download.js';
import { FileDownloads, downloadOf } from './file-downloads.js';
import { Meter } from './meter.js';
import type { ModelStore } from './store.js';

export interface DownloadParts extends Omit<DownloadOptions, 'before' | 'meter' | 'storage'> {
  model: ModelSource;
  decoder?: ModelSource | undefined;
  chooseStore: () => ModelStore;
  /** It may still be compiling. */
  core: Promise<Core>;
}

export interface Downloaded {
  /** Bytes that had to be downloaded. */
  downloadedBytes: number;
  /** `loaded` means here that the decoder is stored and can be loaded. */
  decoder: DecoderState;
}

/** Downloads both files as far as they are missing, in packed form where there is one, and unpacks them. */
export async function downloadAndUnpack(parts: DownloadParts): Promise<Downloaded> {
  const { model, decoder, chooseStore, core, fetch, now, timer, onProgress } = parts;
  const modelBytes = downloadOf(model).bytes;
  const meter = new Meter(modelBytes + (decoder === undefined ? 0 : downloadOf(decoder).bytes), now());
  const files = new FileDownloads(chooseStore, { core, fetch, now, timer, onProgress, meter });
  await files.download(model, 0);
  let state: DecoderState = { state: 'none' };
  if (decoder !== undefined) state = await decoderStateAfter(() => files.download(decoder, modelBytes));
  files.announceUnpacking();
  const opened = await core;
  await files.unpack(model, opened);
  if (decoder !== undefined && files.isPacked(decoder)) {
    state = await decoderStateAfter(() => files.unpack(decoder, opened, model));
  }
  return { downloadedBytes: files.downloadedBytes, decoder: state };
}
