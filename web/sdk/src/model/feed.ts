import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Core, CoreEngine, CoreLoader } from '../core.js';
import type { ModelSource } from '../engine.js';
import { ForewordError, toForewordError } from '../errors.js';
import type { StoredFile } from './store.js';

/** Told how many bytes of a file went into the engine. */
export type OnFed = (bytes: number) => void;

/** Streams the stored model into the engine; at no time is more than one chunk of it held here. */
export async function feedModel(core: Core, file: StoredFile, onFed: OnFed): Promise<CoreEngine> {
  try {
    const loader = core.createLoader(file.size);
    await push(loader, file, onFed);
    return loader.finish();
  } catch (error) {
    const reason = error instanceof DOMException ? storageError(error) : toForewordError(error);
    // Verified once, unreadable now: the stored copy decayed. The next try downloads it anew.
    if (reason.code === 'model-invalid' || reason.code === 'storage') await file.clear();
    throw reason;
  }
}

async function push(loader: CoreLoader, file: StoredFile, onFed: OnFed): Promise<void> {
  let done = 0;
  try {
    for await (const chunk of file.chunks()) {
      loader.push(chunk);
      done += chunk.length;
      onFed(done);
    }
  } catch (error) {
    loader.free?.();
    throw error;
  }
}

/** The whole of the stored decoder, which is small and goes into the engine in one piece. */
export async function readDecoder(file: StoredFile, onFed: OnFed): Promise<Uint8Array> {
  try {
    const bytes = new Uint8Array(file.size);
    let done = 0;
    for await (const chunk of file.chunks()) {
      bytes.set(chunk, done);
      done += chunk.length;
      onFed(done);
    }
    return bytes;
  } catch (error) {
    await file.clear();
    throw storageError(error);
  }
}

/** Forgets a stored decoder that the engine refused, if it is no longer what was verified. */
export async function forgetIfDecayed(
  file: StoredFile,
  bytes: Uint8Array,
  source: ModelSource,
): Promise<void> {
  if (bytesToHex(sha256(bytes)) !== source.sha256) await file.clear();
}

export function storageError(thrown: unknown): ForewordError {
  const error = toForewordError(thrown);
  if (error.code !== 'internal') return error;
  return new ForewordError(
    'storage',
    `the browser's storage failed: ${error.message}`,
    {},
    { cause: thrown },
  );
}
