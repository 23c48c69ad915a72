/**
 * The keys of documents, in two small files that have the same: one is whole whatever happens while the other is
 * written.
 *
 * They are not in the database because a browser's database forgets nothing at once: what is deleted there stays in its
 * files for weeks. A file that is replaced is gone, and with a key all that was ever sealed under it.
 */
export interface KeyFile {
  /** `undefined` if there is none. */
  read(): Promise<string | undefined>;
  write(content: string): Promise<void>;
}

/** A secret, and when it was made in milliseconds since 1970. */
export interface StoredKey {
  secret: Uint8Array<ArrayBuffer>;
  made: number;
  /** It was made for a document to come, and nothing was ever sealed under it. */
  isAhead?: boolean | undefined;
}

export type StoredKeys = Map<string, StoredKey>;

interface Content {
  generation: number;
  keys: Record<string, { secret: string; made: number; isAhead?: true }>;
}

/** Reads and writes both files. Whoever writes holds the lock of the keys. */
export class KeyFiles {
  #generation = 0;

  constructor(private readonly files: readonly KeyFile[]) {}

  async read(): Promise<StoredKeys> {
    const found = await Promise.all(this.files.map(async (file) => parsed(await file.read())));
    const newest = found.reduce<Content | undefined>(
      (best, one) => (one !== undefined && one.generation > (best?.generation ?? -1) ? one : best),
      undefined,
    );
    this.#generation = Math.max(this.#generation, newest?.generation ?? 0);
    const entries = Object.entries(newest?.keys ?? {});
    return new Map(entries.map(([name, key]) => [name, { ...key, secret: fromHex(key.secret) }]));
  }

  async write(keys: StoredKeys): Promise<void> {
    this.#generation += 1;
    const entries = [...keys].map(([name, { secret, made, isAhead }]) => [
      name,
      { secret: toHex(secret), made, ...(isAhead === true && { isAhead }) },
    ]);
    const content = JSON.stringify({
      generation: this.#generation,
      keys: Object.fromEntries(entries) as unknown,
    });
    const whole = `${check(content)}${content}`;
    for (const file of this.files) await file.write(whole);
  }
}

/** A file of the origin private file system, where every write makes a new file and deletes the old one. */
export class PrivateFile implements KeyFile {
  constructor(private readonly name: string) {}

  async read(): Promise<string | undefined> {
    try {
      const handle = await (await folder(false)).getFileHandle(this.name);
      return await (await handle.getFile()).text();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
      throw error;
    }
  }

  async write(content: string): Promise<void> {
    const handle = await (await folder(true)).getFileHandle(this.name, { create: true });
    const writable = await handle.createWritable();
    try {
      await writable.write(content);
      await writable.close();
    } catch (error) {
      await writable.abort().catch(() => undefined);
      throw error;
    }
  }
}

/** Reading makes nothing: a full disk has no room for a folder either. */
async function folder(create: boolean): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle('foreword-documents', { create });
}

const checkDigits = 8;

/** Tells a file that is whole from one that isn't: FNV-1a. */
function check(content: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < content.length; at += 1) hash = Math.imul(hash ^ content.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(checkDigits, '0');
}

function parsed(whole: string | undefined): Content | undefined {
  const content = whole?.slice(checkDigits);
  if (content === undefined || check(content) !== whole?.slice(0, checkDigits)) return undefined;
  // The check says that we wrote it.
  return JSON.parse(content) as Content;
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
