import type { Core, CoreUnpacker } from '../core.js';
import type { ModelSource } from '../types.js';
import { ForewordError, toForewordError } from '../errors.js';
import { type OnFed, storageError } from './feed.js';
import type { Stored, StoredFile } from './store.js';

export interface UnpackOptions {
  core: Core;
  /** The downloaded form, complete and checked. */
  packed: StoredFile;
  /** Opens the encoder, which the decoder's packed form may be based on. */
  withBase: (sha256: string, feed: (file: StoredFile) => Promise<void>) => Promise<void>;
  onUnpacked: OnFed;
}

/**
 * Unpacks into `file`, checks its SHA-256, and then deletes the packed form. An interrupted call can therefore be
 * repeated from the start. Both forms are stored for a moment.
 *
 * @throws {ForewordError} `"model-corrupt"` (both are deleted), `"quota-exceeded"` (the packed form is kept).
 */
export async function unpackFile({ file, source }: Stored, options: UnpackOptions): Promise<void> {
  await file.clear();
  const found = await attempt(file, source, options);
  if (file.size !== source.bytes || found !== source.sha256) {
    throw await corrupt(file, options.packed, {
      expected: source.sha256,
      found,
      bytes: file.size,
    });
  }
  await file.flush();
  // A crash between the next steps leaves a packed form that is no longer needed; the note says so.
  await file.setNote({ verified: true, hasPacked: true });
  await options.packed.clear();
  await file.setNote({ verified: true });
}

/** The SHA-256 of the unpacked bytes. */
async function attempt(file: StoredFile, source: ModelSource, options: UnpackOptions): Promise<string> {
  try {
    const unpacker = options.core.createUnpacker(options.packed.size);
    try {
      return await unpack(unpacker, file, options);
    } catch (error) {
      unpacker.free?.();
      throw error;
    }
  } catch (error) {
    const reason = error instanceof DOMException ? storageError(error) : toForewordError(error);
    // The packed form was verified and cannot be read any more: the next try downloads it anew.
    if (reason.code === 'storage') await options.packed.clear();
    if (reason.code === 'model-invalid') {
      throw await corrupt(file, options.packed, { reason: reason.message });
    }
    if (reason.code !== 'engine-crashed') await file.clear();
    if (reason.code !== 'quota-exceeded') throw reason;
    throw new ForewordError('quota-exceeded', `no room to unpack the model of ${source.bytes} bytes`, {
      expected: source.bytes,
    });
  }
}

async function unpack(unpacker: CoreUnpacker, file: StoredFile, options: UnpackOptions): Promise<string> {
  const { core, packed, withBase, onUnpacked } = options;
  for await (const chunk of packed.chunks()) {
    if (unpacker.pushHeader(chunk)) break;
  }
  const base = unpacker.baseSha256;
  if (base !== undefined) {
    await withBase(base, async (stored) => {
      for await (const chunk of stored.chunks()) unpacker.pushBase(chunk);
    });
  }
  const hash = core.createHash();
  for await (const chunk of packed.chunks()) {
    const bytes = unpacker.push(chunk);
    if (bytes.length === 0) continue;
    await file.append(bytes);
    hash.update(bytes);
    onUnpacked(file.size);
  }
  unpacker.finish();
  return hash.digest();
}

async function corrupt(
  file: StoredFile,
  packed: StoredFile,
  details: Record<string, string | number>,
): Promise<ForewordError> {
  await file.clear();
  await packed.clear();
  const message = 'the downloaded model does not unpack to what it should; it was deleted';
  return new ForewordError('model-corrupt', message, details);
}
