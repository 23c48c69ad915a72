import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { PackedSource, Progress } from '../types.js';
import { ForewordError, toForewordError } from '../errors.js';
import type { Meter } from './meter.js';
import { requestRest } from './request.js';
import type { StoredFile } from './store.js';

export interface DownloadOptions {
  fetch: typeof fetch;
  onProgress: (progress: Progress) => void;
  /** Milliseconds from any origin. */
  now: () => number;
  /** Counts the bytes of all files that are downloaded together. */
  meter: Meter;
  /** Bytes of the files before this one. */
  before: number;
}

/** Between two progress reports while bytes arrive. */
const reportEveryMs = 100;

/** Whether `file` is complete and its hash was verified. */
export function isComplete(file: StoredFile, source: PackedSource): boolean {
  return file.note.verified === true && file.size === source.bytes;
}

/**
 * Completes `file` so that it holds the bytes `source` promises, and returns how many were downloaded.
 *
 * Bytes of an interrupted download are kept, and only the rest is requested. SHA-256 is computed over all bytes once; a
 * verified file is known by its note and its size. Bytes that fail the check are deleted at once.
 *
 * @throws {ForewordError} `"network"` (the bytes that arrived are kept), `"model-missing"`, `"model-corrupt"`,
 *   `"quota-exceeded"`.
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
  #hash = sha256.create();

  constructor(
    private readonly file: StoredFile,
    private readonly source: PackedSource,
    private readonly options: DownloadOptions,
  ) {}

  async hashStored(): Promise<void> {
    const total = this.file.size;
    let done = 0;
    for await (const chunk of this.file.chunks()) {
      this.#hash.update(chunk);
      done += chunk.length;
      this.options.onProgress({ phase: 'verify', done, total });
    }
  }

  async download(): Promise<void> {
    const { file, source } = this;
    const rest = await requestRest(this.options.fetch, source, { from: file.size, etag: file.note.etag });
    if (rest.from === 0 && file.size > 0) {
      await file.clear();
      this.#hash = sha256.create();
    }
    if (rest.etag !== file.note.etag) await file.setNote(rest.etag === undefined ? {} : { etag: rest.etag });
    try {
      await this.receive(rest.body);
    } catch (error) {
      await this.stopped(error);
    }
    await file.flush();
    if (file.size < source.bytes) throw this.interrupted('the connection was closed');
  }

  private async receive(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const { file, source } = this;
    const { meter, before } = this.options;
    let reported = -Infinity;
    const report = (at: number) => {
      reported = at;
      this.options.onProgress({ phase: 'download', ...meter.at(before + file.size, at) });
    };
    report(this.options.now());
    for await (const chunk of readAll(body)) {
      if (file.size + chunk.length > source.bytes) {
        throw await this.corrupt('more bytes than expected', { found: file.size + chunk.length });
      }
      await file.append(chunk);
      this.#hash.update(chunk);
      this.downloaded += chunk.length;
      const at = this.options.now();
      if (at - reported >= reportEveryMs || file.size === source.bytes) report(at);
    }
  }

  /** Keeps the bytes that arrived, if possible, and throws the reason for the interruption. */
  private async stopped(thrown: unknown): Promise<never> {
    const error = toForewordError(thrown);
    if (error.code === 'model-corrupt') throw error;
    if (error.code === 'quota-exceeded') {
      // Room for other pages matters more than a part of a model that cannot be completed.
      await this.file.clear();
      throw new ForewordError('quota-exceeded', `no room for the model of ${this.source.bytes} bytes`, {
        expected: this.source.bytes,
        found: this.downloaded,
      });
    }
    await this.file.flush();
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
    const found = bytesToHex(this.#hash.digest());
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

/** Not every browser can iterate a stream; all can read one. */
async function* readAll(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Ends the connection if the consumer left early.
    await reader.cancel().catch(() => undefined);
  }
}
