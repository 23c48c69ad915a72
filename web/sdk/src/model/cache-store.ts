import type { StoredFileInfo } from '../types.js';
import { type ModelStore, type Note, type StoredFile, infoOf, parseNote } from './store.js';

const cacheName = 'foreword-models';

/**
 * Files in the Cache API, for pages and for browsers without synchronous file access.
 *
 * A cached response cannot grow, so a file is kept in parts of `partBytes`, of which only the last may be shorter:
 * ```text
 * /foreword-models/<name>/note   the note, JSON
 * /foreword-models/<name>/0      the first part, with its length in `content-length`
 * /foreword-models/<name>/1      …
 * ```
 */
export class CacheStore implements ModelStore {
  readonly storage = 'cache';

  constructor(
    private readonly caches: CacheStorage,
    private readonly partBytes = 4 << 20,
  ) {}

  async open(name: string): Promise<StoredFile> {
    const cache = await this.caches.open(cacheName);
    const file = new CacheFile(cache, `/foreword-models/${name}`, this.partBytes);
    await file.restore();
    return file;
  }

  async list(): Promise<StoredFileInfo[]> {
    const cache = await this.caches.open(cacheName);
    const parts = (await cache.keys()).flatMap(({ url }) => {
      const [, name, part] = /\/foreword-models\/([^/]+)\/(\w+)$/.exec(url) ?? [];
      return name === undefined || part === undefined ? [] : [{ name, part, url }];
    });
    const names = [...new Set(parts.map(({ name }) => name))];
    return Promise.all(
      names.map(async (name) => {
        let bytes = 0;
        let note: Note = {};
        for (const { part, url } of parts.filter((entry) => entry.name === name)) {
          const response = await cache.match(url);
          if (part === 'note') note = parseNote((await response?.text()) ?? '');
          else bytes += Number(response?.headers.get('content-length') ?? 0);
        }
        return infoOf(name, bytes, note);
      }),
    );
  }

  async remove(name: string): Promise<void> {
    const cache = await this.caches.open(cacheName);
    for (const { url } of await cache.keys()) {
      if (url.includes(`/foreword-models/${name}/`)) await cache.delete(url);
    }
  }
}

class CacheFile implements StoredFile {
  #parts = 0;
  #note: Note = {};
  /** Bytes that are not in a full part yet; `#tail[..#tailBytes]`. */
  readonly #tail: Uint8Array<ArrayBuffer>;
  #tailBytes = 0;

  constructor(
    private readonly cache: Cache,
    private readonly path: string,
    private readonly partBytes: number,
  ) {
    this.#tail = new Uint8Array(partBytes);
  }

  async restore(): Promise<void> {
    const note = await this.cache.match(`${this.path}/note`);
    if (note !== undefined) this.#note = parseNote(await note.text());
    for (;;) {
      const part = await this.cache.match(`${this.path}/${this.#parts}`);
      if (part === undefined) return;
      const length = Number(part.headers.get('content-length'));
      if (length === this.partBytes) {
        this.#parts += 1;
        continue;
      }
      const bytes = new Uint8Array(await part.arrayBuffer());
      if (bytes.length > this.partBytes) return;
      this.#tail.set(bytes);
      this.#tailBytes = bytes.length;
      return;
    }
  }

  get size(): number {
    return this.#parts * this.partBytes + this.#tailBytes;
  }

  get note(): Note {
    return this.#note;
  }

  async append(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    for (let rest = chunk; rest.length > 0;) {
      const taken = rest.subarray(0, this.partBytes - this.#tailBytes);
      this.#tail.set(taken, this.#tailBytes);
      this.#tailBytes += taken.length;
      rest = rest.subarray(taken.length);
      if (this.#tailBytes < this.partBytes) continue;
      await this.put(String(this.#parts), this.#tail);
      this.#parts += 1;
      this.#tailBytes = 0;
    }
  }

  async flush(): Promise<void> {
    if (this.#tailBytes > 0) await this.put(String(this.#parts), this.#tail.slice(0, this.#tailBytes));
  }

  async *chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (let part = 0; part < this.#parts; part++) {
      const response = await this.cache.match(`${this.path}/${part}`);
      if (response === undefined) throw new DOMException(`part ${part} is gone`, 'NotReadableError');
      yield new Uint8Array(await response.arrayBuffer());
    }
    if (this.#tailBytes > 0) yield this.#tail.subarray(0, this.#tailBytes);
  }

  async setNote(note: Note): Promise<void> {
    await this.put('note', new TextEncoder().encode(JSON.stringify(note)));
    this.#note = note;
  }

  async clear(): Promise<void> {
    await this.setNote({});
    for (let part = 0; part <= this.#parts; part++) await this.cache.delete(`${this.path}/${part}`);
    this.#parts = 0;
    this.#tailBytes = 0;
  }

  close(): void {
    this.#tailBytes = 0;
  }

  private async put(key: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
    const headers = { 'content-length': String(body.length), 'content-type': 'application/octet-stream' };
    await this.cache.put(`${this.path}/${key}`, new Response(body, { headers }));
  }
}
