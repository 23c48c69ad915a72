import type { Core, CoreEngine } from '../core.js';
import { ForewordError, toForewordError } from '../errors.js';
import type { Stored, StoredFile } from './store.js';

/** Called with the number of bytes of a file that the engine has taken so far. */
export type OnFed = (bytes: number) => void;

/** Streams the stored model into the engine; at no time is more than one chunk of it held here. */
export async function feedModel(core: Core, file: StoredFile, onFed: OnFed): Promise<CoreEngine> {
  try {
    return await pushModel(core, file, onFed);
  } catch (error) {
    const reason = error instanceof DOMException ? storageError(error) : toForewordError(error);
    // Verified once, unreadable now: the stored copy decayed. The next try downloads it anew.
    if (reason.code === 'model-invalid' || reason.code === 'storage') await file.clear();
    throw reason;
  }
}

/**
 * Like {@link feedModel}, but a failure leaves the stored file alone. The next chunk waits for the promise of `onFed`.
 */
export async function pushModel(
  core: Core,
  file: StoredFile,
  onFed: (bytes: number) => void | Promise<void>,
): Promise<CoreEngine> {
  const loader = await core.createLoader(file.size);
  let done = 0;
  try {
    for await (const chunk of file.chunks()) {
      loader.push(chunk);
      done += chunk.length;
      await onFed(done);
    }
  } catch (error) {
    loader.free?.();
    throw error;
  }
  return loader.finish();
}

/** The whole of a stored file. The decoder is small and goes into the engine in one piece. */
export async function readWhole(file: StoredFile, onRead: OnFed = () => undefined): Promise<Uint8Array> {
  const bytes = new Uint8Array(file.size);
  let done = 0;
  for await (const chunk of file.chunks()) {
    bytes.set(chunk, done);
    done += chunk.length;
    onRead(done);
  }
  return bytes;
}

/** Like {@link readWhole}, but deletes a file that cannot be read. */
export async function readDecoder(file: StoredFile, onFed: OnFed): Promise<Uint8Array> {
  try {
    return await readWhole(file, onFed);
  } catch (error) {
    await file.clear();
    throw storageError(error);
  }
}

/** Deletes a stored decoder that the engine refused, if its bytes have changed since they were verified. */
export async function forgetIfDecayed(
  core: Core,
  { file, source }: Stored,
  bytes: Uint8Array,
): Promise<void> {
  const hash = core.createHash();
  hash.update(bytes);
  if (hash.digest() !== source.sha256) await file.clear();
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
