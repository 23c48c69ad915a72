import type { StoredFileInfo } from '../types.js';
import { type ModelStore, type Note, type StoredFile, infoOf, parseNote } from './store.js';

/** Large enough that calls cost nothing, small enough that copies of it do not show in the worker's memory. */
const chunkBytes = 1 << 20;

/**
 * Files in the origin private file system, through synchronous access handles: only inside a worker.
 *
 * ```text
 * foreword-models/<name>        the bytes
 * foreword-models/<name>.json   the note
 * ```
 */
export class OpfsStore implements ModelStore {
  readonly storage = 'opfs';

  constructor(private readonly root: () => Promise<FileSystemDirectoryHandle>) {}

  async open(name: string): Promise<StoredFile> {
    const directory = await this.directory();
    const bytes = await openHandle(directory, name);
    try {
      return new OpfsFile(bytes, await openHandle(directory, `${name}.json`));
    } catch (error) {
      // Left open, it would be locked for every later try.
      bytes.close();
      throw error;
    }
  }

  async list(): Promise<StoredFileInfo[]> {
    const directory = await this.directory();
    const files = new Map<string, FileSystemFileHandle>();
    for await (const [name, handle] of directory.entries()) {
      if (handle.kind === 'file') files.set(name, handle);
    }
    return Promise.all(
      [...files]
        .filter(([name]) => !name.endsWith('.json'))
        .map(async ([name, handle]) => {
          const note = await files.get(`${name}.json`)?.getFile();
          return infoOf(name, (await handle.getFile()).size, parseNote((await note?.text()) ?? ''));
        }),
    );
  }

  async remove(name: string): Promise<void> {
    const directory = await this.directory();
    // The note first: bytes without a note are only an unverified download.
    for (const file of [`${name}.json`, name]) {
      await directory.removeEntry(file).catch((error: unknown) => {
        if ((error as { name?: unknown }).name !== 'NotFoundError') throw error;
      });
    }
  }

  private async directory(): Promise<FileSystemDirectoryHandle> {
    return (await this.root()).getDirectoryHandle('foreword-models', { create: true });
  }
}

async function openHandle(directory: FileSystemDirectoryHandle, name: string) {
  const file = await directory.getFileHandle(name, { create: true });
  return file.createSyncAccessHandle();
}

class OpfsFile implements StoredFile {
  #size: number;
  #note: Note;

  constructor(
    private readonly bytes: FileSystemSyncAccessHandle,
    private readonly noteHandle: FileSystemSyncAccessHandle,
  ) {
    this.#size = bytes.getSize();
    const text = new Uint8Array(noteHandle.getSize());
    noteHandle.read(text, { at: 0 });
    this.#note = parseNote(new TextDecoder().decode(text));
  }

  get size(): number {
    return this.#size;
  }

  get note(): Note {
    return this.#note;
  }

  async append(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    const written: unknown = this.bytes.write(chunk, { at: this.#size });
    // Some browsers write less instead of throwing when the device is full, and some then return no count at all.
    if (written !== chunk.length) {
      // What was written of the chunk stays if its length is known, and nothing of it otherwise.
      this.#size += isCount(written, chunk.length) ? written : 0;
      this.bytes.truncate(this.#size);
      throw deviceIsFull();
    }
    this.#size += written;
    return Promise.resolve();
  }

  async flush(): Promise<void> {
    this.bytes.flush();
    return Promise.resolve();
  }

  async *chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const buffer = new Uint8Array(chunkBytes);
    for (let at = 0; at < this.#size;) {
      const read: unknown = this.bytes.read(buffer, { at });
      if (!isCount(read, buffer.length) || read === 0)
        throw new DOMException(`stored file ends at ${at} of ${this.#size} bytes`, 'NotReadableError');
      yield await Promise.resolve(buffer.subarray(0, read));
      at += read;
    }
  }

  async setNote(note: Note): Promise<void> {
    const text = new TextEncoder().encode(JSON.stringify(note));
    this.noteHandle.truncate(0);
    const written: unknown = this.noteHandle.write(text, { at: 0 });
    if (written !== text.length) {
      // Half a note would be none, and the one before is no longer true.
      this.noteHandle.truncate(0);
      this.#note = {};
      throw deviceIsFull();
    }
    this.noteHandle.flush();
    this.#note = note;
    return Promise.resolve();
  }

  async clear(): Promise<void> {
    // The note first: bytes without a note are only an unverified download.
    // An empty one says nothing, and there is room for it on a full device.
    this.noteHandle.truncate(0);
    this.noteHandle.flush();
    this.#note = {};
    this.bytes.truncate(0);
    this.bytes.flush();
    this.#size = 0;
    return Promise.resolve();
  }

  close(): void {
    this.bytes.close();
    this.noteHandle.close();
  }
}

/** Whether an answer is a number of bytes, at most so many. */
function isCount(answer: unknown, most: number): answer is number {
  return Number.isInteger(answer) && (answer as number) >= 0 && (answer as number) <= most;
}

function deviceIsFull(): DOMException {
  return new DOMException('the device is full', 'QuotaExceededError');
}
