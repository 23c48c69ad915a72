import type { NoteStore } from '../../src/backend/record.js';
import { type ModelStore, type Note, type StoredFile, infoOf } from '../../src/model/store.js';
import type { StoredFileInfo } from '../../src/types.js';

/** A store in memory that outlives engines; `room` is where the device is full. */
export class MemoryStore implements ModelStore {
  readonly storage = 'opfs';
  readonly files = new Map<string, { bytes: number[]; note: Note }>();
  room = Infinity;
  /** The file of this name cannot be read. */
  unreadable: string | undefined;

  list(): Promise<StoredFileInfo[]> {
    return Promise.resolve(
      [...this.files].map(([name, { bytes, note }]) => infoOf(name, bytes.length, note)),
    );
  }

  remove(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }

  open(name: string): Promise<StoredFile> {
    const entry = this.files.get(name) ?? { bytes: [], note: {} };
    this.files.set(name, entry);
    const { room } = this;
    const isUnreadable = this.unreadable === name;
    return Promise.resolve({
      get size() {
        return entry.bytes.length;
      },
      get note() {
        return entry.note;
      },
      append(chunk) {
        if (entry.bytes.length + chunk.length > room) throw new DOMException('full', 'QuotaExceededError');
        for (const byte of chunk) entry.bytes.push(byte);
        return Promise.resolve();
      },
      flush: () => Promise.resolve(),
      async *chunks() {
        if (isUnreadable) throw new DOMException('decayed', 'NotReadableError');
        for (let at = 0; at < entry.bytes.length; at += 100) {
          yield await Promise.resolve(Uint8Array.from(entry.bytes.slice(at, at + 100)));
        }
      },
      setNote(note) {
        entry.note = note;
        return Promise.resolve();
      },
      clear() {
        entry.bytes.length = 0;
        entry.note = {};
        return Promise.resolve();
      },
      close: () => undefined,
    });
  }
}

/** Notes in memory; `isBroken` is where nothing can be stored. */
export class MemoryNotes implements NoteStore {
  readonly notes = new Map<string, unknown>();
  isBroken = false;

  async get(key: string): Promise<unknown> {
    this.check();
    return Promise.resolve(this.notes.get(key));
  }

  async set(key: string, value: unknown): Promise<void> {
    this.check();
    this.notes.set(key, structuredClone(value));
    return Promise.resolve();
  }

  async del(key: string): Promise<void> {
    this.check();
    this.notes.delete(key);
    return Promise.resolve();
  }

  private check(): void {
    if (this.isBroken) throw new DOMException('not in a private window', 'InvalidStateError');
  }
}
