import type { StoredFileInfo } from '../types.js';
import { type ModelStore, type Note, type StoredFile, infoOf } from './store.js';

interface Entry {
  chunks: Uint8Array<ArrayBuffer>[];
  size: number;
  note: Note;
}

/** Files in memory, for as long as the page or worker lives: where the browser stores nothing. */
export class MemoryStore implements ModelStore {
  readonly storage = 'memory';
  readonly #files = new Map<string, Entry>();

  open(name: string): Promise<StoredFile> {
    const entry = this.#files.get(name) ?? { chunks: [], size: 0, note: {} };
    this.#files.set(name, entry);
    return Promise.resolve(new MemoryFile(entry));
  }

  list(): Promise<StoredFileInfo[]> {
    return Promise.resolve([...this.#files].map(([name, { size, note }]) => infoOf(name, size, note)));
  }

  remove(name: string): Promise<void> {
    this.#files.delete(name);
    return Promise.resolve();
  }
}

class MemoryFile implements StoredFile {
  constructor(private readonly entry: Entry) {}

  get size(): number {
    return this.entry.size;
  }

  get note(): Note {
    return this.entry.note;
  }

  append(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    // The caller may use the chunk's memory again.
    this.entry.chunks.push(chunk.slice());
    this.entry.size += chunk.length;
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  async *chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (const chunk of [...this.entry.chunks]) yield await Promise.resolve(chunk);
  }

  setNote(note: Note): Promise<void> {
    this.entry.note = note;
    return Promise.resolve();
  }

  clear(): Promise<void> {
    this.entry.chunks = [];
    this.entry.size = 0;
    this.entry.note = {};
    return Promise.resolve();
  }

  close(): void {
    // Nothing is held open.
  }
}
