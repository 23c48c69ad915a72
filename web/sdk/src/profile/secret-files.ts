import type { Connection } from './database.js';
import { type SecretFile, SecretFiles, type SecretPlace, type SecretStore, type Secrets } from './secrets.js';

const folder = 'foreword-profiles';

/** The secrets of a database in one of these places. */
export function secretsIn(place: SecretPlace, name: string, connection: Connection): SecretStore {
  if (place === 'database') return new SecretRows(connection);
  const file = (copy: string) => new files[place](`${name}-${copy}`);
  return new SecretFiles([file('1'), file('2')]);
}

/** The first place that takes a file and gives it back. */
export async function placeFor(): Promise<SecretPlace> {
  // Files of several tabs need the lock; the database has transactions.
  const hasLocks = (globalThis as Partial<typeof globalThis>).navigator?.locks !== undefined;
  for (const place of hasLocks ? (['opfs', 'cache'] as const) : []) {
    try {
      const file = new files[place]('probe');
      await file.write(new Uint8Array([7]));
      if ((await file.read())?.[0] === 7) return place;
    } catch {
      // The next one may do.
    }
  }
  return 'database';
}

/** In the origin private file system, where every write makes a new file and deletes the old one. */
class OpfsFile implements SecretFile {
  constructor(private readonly name: string) {}

  async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      const handle = await (await this.folder()).getFileHandle(this.name);
      return new Uint8Array(await (await handle.getFile()).arrayBuffer());
    } catch (error) {
      if ((error as DOMException).name === 'NotFoundError') return undefined;
      throw error;
    }
  }

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const handle = await (await this.folder()).getFileHandle(this.name, { create: true });
    const writable = await handle.createWritable();
    await writable.write(bytes);
    await writable.close();
  }

  private async folder(): Promise<FileSystemDirectoryHandle> {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle(folder, { create: true });
  }
}

/** In the Cache API, which keeps each entry in a file of its own. */
class CacheFile implements SecretFile {
  constructor(private readonly name: string) {}

  async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const found = await (await caches.open(folder)).match(`/${folder}/${this.name}`);
    return found && new Uint8Array(await found.arrayBuffer());
  }

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await (await caches.open(folder)).put(`/${folder}/${this.name}`, new Response(bytes));
  }
}

const files = { opfs: OpfsFile, cache: CacheFile };

/** In the database itself, where nothing else is to be had: what is deleted is gone when the browser tidies up. */
class SecretRows implements SecretStore {
  constructor(private readonly connection: Connection) {}

  read(): Promise<Secrets> {
    return this.connection.use(async (database) => {
      const { store } = database.transaction('secrets');
      const [names, secrets] = await Promise.all([store.getAllKeys(), store.getAll()]);
      return new Map(names.flatMap((name, at) => (secrets[at] === undefined ? [] : [[name, secrets[at]]])));
    });
  }

  async add(added: Secrets): Promise<void> {
    await this.connection.use(async (database) => {
      const writing = database.transaction('secrets', 'readwrite');
      await Promise.all([
        ...[...added].map(([name, secret]) => writing.store.put(secret, name)),
        writing.done,
      ]);
    });
  }

  async remove(names: Iterable<string>): Promise<void> {
    await this.connection.use(async (database) => {
      const writing = database.transaction('secrets', 'readwrite');
      await Promise.all([...[...names].map((name) => writing.store.delete(name)), writing.done]);
    });
  }
}
