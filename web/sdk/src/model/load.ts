import type { Activity } from '../backend/activity.js';
import type { Core, CoreEngine } from '../core.js';
import { decoderStateAfter } from './decoder-state.js';
import { type DownloadParts, type Downloaded, downloadAndUnpack } from './download-and-unpack.js';
import { feedModel, forgetIfDecayed, readDecoder } from './feed.js';
import { withStored } from './stored.js';

export interface LoadParts extends DownloadParts {
  /** An engine that has the model already, and may lack the decoder. */
  engine: CoreEngine | undefined;
  /** The decoder is put in while no call is under way. */
  activity: Activity;
}

export interface Loaded extends Downloaded {
  core: Core;
  engine: CoreEngine;
}

/** Progress is told in steps of this share: a page that draws each megabyte has no time for keys. */
const leastShare = 0.04;

/** Downloads and unpacks the files that are missing, then loads what the engine lacks. */
export async function loadEngine(parts: LoadParts): Promise<Loaded> {
  const { model, decoder, chooseStore, onProgress } = parts;
  const { downloadedBytes, decoder: stored } = await downloadAndUnpack(parts);
  const core = await parts.core;
  const hasDecoder = decoder !== undefined && stored.state === 'loaded';
  const total = model.bytes + (hasDecoder ? decoder.bytes : 0);
  let told = 0;
  const fed = (before: number) => (bytes: number) => {
    const loaded = before + bytes;
    if (loaded < total && loaded - told < total * leastShare) return;
    told = loaded;
    onProgress({ phase: 'load', loaded, total });
  };
  const engine =
    parts.engine ?? (await withStored(chooseStore, model, (file) => feedModel(core, file, fed(0))));
  if (!hasDecoder) return { core, engine, downloadedBytes, decoder: stored };
  const state = await decoderStateAfter(() =>
    withStored(chooseStore, decoder, async (file) => {
      const bytes = await readDecoder(file, fed(model.bytes));
      try {
        await parts.activity.whenIdle(() => {
          engine.loadDecoder(bytes, model.sha256);
        });
      } catch (error) {
        await forgetIfDecayed(core, { file, source: decoder }, bytes);
        throw error;
      }
    }),
  );
  return { core, engine, downloadedBytes, decoder: state };
}
