import { type FileHandle, mkdir, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelStore, type Note, type StoredFile, infoOf, parseNote } from '../model/store.js';
import type { StoredFileInfo } from '../types.js';

/** Bytes that are read at once. */
const chunkBytes = 1 << 20;

/**
 * Files in a folder.
 *
 * ```text
 * <folder>/models/<name>        the bytes
 * <folder>/models/<name>.json   the note
 * ```
 */
export class FileStore implements ModelStore {
  readonly storage = 'files';
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, 'models');
  }

  async open(name: string): Promise<StoredFile> {
    await mkdir(this.#folder, { recursive: true });
    const path = join(this.#folder, name);
    const bytes = await open(path, 'a+');
    return new DiskFile(bytes, (await bytes.stat()).size, `${path}.json`, await noteAt(`${path}.json`));
  }

  async list(): Promise<StoredFileInfo[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return Promise.all(
      names
        .filter((name) => !name.endsWith('.json'))
        .map(async (name) => {
          const path = join(this.#folder, name);
          return infoOf(name, (await stat(path)).size, await noteAt(`${path}.json`));
        }),
    );
  }

  async remove(name: string): Promise<void> {
    // The note first: bytes without a note are only an unverified download.
    for (const file of [`${name}.json`, name]) await rm(join(this.#folder, file), { force: true });
  }
}

async function noteAt(path: string): Promise<Note> {
  return parseNote(await readFile(path, 'utf8').catch(() => ''));
}

class DiskFile implements StoredFile {
  #size: number;
  #note: Note;

  constructor(
    private readonly bytes: FileHandle,
    size: number,
    private readonly notePath: string,
    note: Note,
  ) {
    this.#size = size;
    this.#note = note;
  }

  get size(): number {
    return this.#size;
  }

  get note(): Note {
    return this.#note;
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.bytes.appendFile(chunk);
    this.#size += chunk.length;
  }

  async flush(): Promise<void> {
    await this.bytes.sync();
  }

  async *chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const buffer = new Uint8Array(chunkBytes);
    for (let at = 0; at < this.#size;) {
      const { bytesRead } = await this.bytes.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) {
        throw new DOMException(`stored file ends at ${at} of ${this.#size} bytes`, 'NotReadableError');
      }
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  async setNote(note: Note): Promise<void> {
    await writeFile(this.notePath, JSON.stringify(note));
    this.#note = note;
  }

  async clear(): Promise<void> {
    await this.setNote({});
    await this.bytes.truncate(0);
    this.#size = 0;
  }

  close(): void {
    void this.bytes.close();
  }
}
