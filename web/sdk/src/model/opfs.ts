import { type ModelStore, type Note, type StoredFile, parseNote } from './store.js';

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
  constructor(private readonly root: () => Promise<FileSystemDirectoryHandle>) {}

  async open(name: string): Promise<StoredFile> {
    const directory = await (await this.root()).getDirectoryHandle('foreword-models', { create: true });
    const [bytes, note] = await Promise.all([
      openHandle(directory, name),
      openHandle(directory, `${name}.json`),
    ]);
    return new OpfsFile(bytes, note);
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
    const written = this.bytes.write(chunk, { at: this.#size });
    this.#size += written;
    // Some browsers write less instead of throwing when the device is full.
    if (written < chunk.length) throw new DOMException('the device is full', 'QuotaExceededError');
    return Promise.resolve();
  }

  async flush(): Promise<void> {
    this.bytes.flush();
    return Promise.resolve();
  }

  async *chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const buffer = new Uint8Array(chunkBytes);
    for (let at = 0; at < this.#size;) {
      const read = this.bytes.read(buffer, { at });
      if (read === 0)
        throw new DOMException(`stored file ends at ${at} of ${this.#size} bytes`, 'NotReadableError');
      yield await Promise.resolve(buffer.subarray(0, read));
      at += read;
    }
  }

  async setNote(note: Note): Promise<void> {
    const text = new TextEncoder().encode(JSON.stringify(note));
    this.noteHandle.truncate(0);
    this.noteHandle.write(text, { at: 0 });
    this.noteHandle.flush();
    this.#note = note;
    return Promise.resolve();
  }

  async clear(): Promise<void> {
    // The note first: bytes without a note are only an unverified download.
    await this.setNote({});
    this.bytes.truncate(0);
    this.bytes.flush();
    this.#size = 0;
  }

  close(): void {
    this.bytes.close();
    this.noteHandle.close();
  }
}
