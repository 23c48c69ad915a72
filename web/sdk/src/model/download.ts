import type { Core } from '../core.js';
import type { PackedSource, Progress, StorageKind } from '../types.js';
import { ForewordError, toForewordError } from '../errors.js';
import { checkStart } from './answer.js';
import { storageError } from './feed.js';
import { LateHash } from './late-hash.js';
import type { Meter } from './meter.js';
import { type Rest, requestRest } from './request.js';
import { Stall, type Timer, orStall, readAll } from './stall.js';
import type { StoredFile } from './store.js';

export interface DownloadOptions {
  fetch: typeof fetch;
  onProgress: (progress: Progress) => void;
  /** Computes hashes; it may still be compiling while bytes arrive. */
  core: Promise<Pick<Core, 'createHash'>>;
  /** Milliseconds from any origin. */
  now: () => number;
  timer: Timer;
  /** Counts the bytes of all files that are downloaded together. */
  meter: Meter;
  /** Bytes of the files before this one. */
  before: number;
  /** Where the file is. */
  storage: StorageKind;
}

/** Between two progress reports while bytes arrive. */
const reportEveryMs = 100;

/** Stalls in a row after which a download gives up. */
const mostStalls = 4;
/** Stalls are in a row if fewer bytes came between them. */
const progressBytes = 1 << 20;

/** Whether `file` is complete and its hash was verified. */
export function isComplete(file: StoredFile, source: PackedSource): boolean {
  return file.note.verified === true && file.size === source.bytes;
}

/**
 * Completes `file` so that it holds the bytes `source` promises, and returns how many were downloaded.
 *
 * Bytes of an interrupted download are kept, and only the rest is requested. SHA-256 is computed over all bytes once; a
 * verified file is known by its note and its size. Bytes that fail the check are deleted at once. An answer that is
 * visibly another file leaves no trace. Where the server falls silent, the rest is requested anew a few times.
 *
 * @throws {ForewordError} `"network"` (the bytes that arrived are kept), `"model-missing"`, `"model-corrupt"`,
 *   `"quota-exceeded"`, `"storage"`.
 */
export async function completeFile(
  file: StoredFile,
  source: PackedSource,
  options: DownloadOptions,
): Promise<number> {
  if (isComplete(file, source)) return 0;
  if (file.note.verified === true || file.size > source.bytes) await file.clear();
  const attempt = new Attempt(file, source, options);
  await attempt.hashStored();
  if (file.size < source.bytes) await attempt.download();
  await attempt.check();
  return attempt.downloaded;
}

class Attempt {
  downloaded = 0;
  #hash: LateHash;
  #reportedAt = -Infinity;

  constructor(
    private readonly file: StoredFile,
    private readonly source: PackedSource,
    private readonly options: DownloadOptions,
  ) {
    this.#hash = new LateHash(options.core);
  }

  async hashStored(): Promise<void> {
    const total = this.file.size;
    let done = 0;
    if (total > 0) await this.#hash.ready();
    for await (const chunk of this.file.chunks()) {
      await this.#hash.update(chunk);
      done += chunk.length;
      this.options.onProgress({ phase: 'verify', loaded: done, total });
    }
  }

  async download(): Promise<void> {
    const { file, source } = this;
    const { meter, now } = this.options;
    let stalls = 0;
    let sizeAtStall = file.size;
    this.report(now());
    for (;;) {
      const connection = new AbortController();
      try {
        await this.receiveRest(connection.signal);
        break;
      } catch (error) {
        if (!(error instanceof Stall)) return this.stopped(error);
        connection.abort();
        stalls = file.size - sizeAtStall >= progressBytes ? 1 : stalls + 1;
        sizeAtStall = file.size;
        this.reportStall();
        await this.stored(file.flush());
        if (stalls === mostStalls) throw this.interrupted(error.message);
        meter.restart(now());
      }
    }
    await this.stored(file.flush());
    if (file.size < source.bytes) throw this.interrupted('the connection was closed');
  }

  /** Requests what is missing and appends it. Throws a {@link Stall} where the server falls silent. */
  private async receiveRest(signal: AbortSignal): Promise<void> {
    const { file, source } = this;
    const { fetch, timer, now } = this.options;
    const asked = { fetch, signal, from: file.size, etag: file.note.etag };
    const patience = {
      timer,
      onQuiet: () => {
        this.reportStall();
      },
    };
    const rest = await orStall(patience, requestRest(source, asked));
    const chunks = readAll(rest.body, patience);
    let isAdopted = false;
    for await (const chunk of rest.from === 0 ? checkStart(chunks, source) : chunks) {
      if (!isAdopted) await this.adopt(rest);
      isAdopted = true;
      if (file.size + chunk.length > source.bytes) {
        throw await this.corrupt('more bytes than expected', { found: file.size + chunk.length });
      }
      await this.stored(file.append(chunk));
      await this.#hash.update(chunk);
      this.downloaded += chunk.length;
      const at = now();
      if (at - this.#reportedAt >= reportEveryMs || file.size === source.bytes) this.report(at);
    }
  }

  /** From here on the file is what this answer sends. */
  private async adopt(rest: Rest): Promise<void> {
    const { file } = this;
    if (rest.from === 0 && file.size > 0) {
      await this.stored(file.clear());
      this.#hash = new LateHash(this.options.core);
    }
    if (rest.etag !== file.note.etag) {
      await this.stored(file.setNote(rest.etag === undefined ? {} : { etag: rest.etag }));
    }
  }

  private report(at: number): void {
    const { meter, before, storage, onProgress } = this.options;
    this.#reportedAt = at;
    onProgress({ phase: 'download', ...meter.at(before + this.file.size, at), isStalled: false, storage });
  }

  /** The speed and the time left that were reported last are no longer true. */
  private reportStall(): void {
    const { meter, before, storage, onProgress } = this.options;
    const loaded = before + this.file.size;
    onProgress({
      ...{ phase: 'download', loaded, total: meter.total, bytesPerSecond: 0 },
      ...{ isStalled: true, storage },
    });
  }

  /** A failure of the storage, which is not one of the network. */
  private async stored<T>(done: Promise<T>): Promise<T> {
    try {
      return await done;
    } catch (error) {
      throw storageError(error);
    }
  }

  /** Keeps the bytes that arrived, if possible, and throws the reason for the interruption. */
  private async stopped(thrown: unknown): Promise<never> {
    const error = toForewordError(thrown);
    // The answer was refused, or there was none.
    if (['model-corrupt', 'model-missing', 'network'].includes(error.code)) throw error;
    if (error.code === 'quota-exceeded') {
      // Room for other pages matters more than a part of a model that cannot be completed.
      await this.file.clear();
      throw new ForewordError('quota-exceeded', `no room for the model of ${this.source.bytes} bytes`, {
        expected: this.source.bytes,
        found: this.downloaded,
      });
    }
    if (error.code === 'storage') throw error;
    await this.stored(this.file.flush());
    throw this.interrupted(error.message);
  }

  private interrupted(reason: string): ForewordError {
    const { meter, before } = this.options;
    const [received, total] = [before + this.file.size, meter.total];
    return new ForewordError(
      'network',
      `the download stopped after ${received} of ${total} bytes: ${reason}`,
      {
        received,
        total,
      },
    );
  }

  async check(): Promise<void> {
    const found = await this.#hash.digest();
    if (found !== this.source.sha256) throw await this.corrupt('a wrong SHA-256', { found });
    await this.file.setNote({ ...this.file.note, verified: true });
  }

  private async corrupt(what: string, details: Record<string, string | number>): Promise<ForewordError> {
    await this.file.clear();
    const expected =
      'found' in details && typeof details['found'] === 'string' ? this.source.sha256 : this.source.bytes;
    return new ForewordError('model-corrupt', `the downloaded model has ${what}; it was deleted`, {
      expected,
      ...details,
    });
  }
}
