import { type KeyFile, KeyFiles, PrivateFile, type StoredKeys } from './key-files.js';
import { exclusively } from './locks.js';
import { type Key, newKey } from './seal.js';

/** Keys that nothing is sealed under are kept so long: another tab may be about to use them. */
const unusedMs = 24 * 60 * 60 * 1000;

/** The keys of all documents. */
export class Keyring {
  #keys: StoredKeys = new Map();

  private constructor(
    private readonly files: KeyFiles,
    /** Whether a key that is destroyed is gone from the disk at once. */
    readonly erases: boolean,
  ) {}

  /** @param spare - Makes a file where the browser has no file system for pages. */
  static async open(spare: (name: string) => KeyFile): Promise<Keyring> {
    const names = ['keys-1', 'keys-2'];
    try {
      const ring = new Keyring(new KeyFiles(names.map((name) => new PrivateFile(name))), true);
      await ring.refresh();
      return ring;
    } catch {
      const ring = new Keyring(new KeyFiles(names.map(spare)), false);
      await ring.refresh();
      return ring;
    }
  }

  get(name: string): Key | undefined {
    const stored = this.#keys.get(name);
    return stored && { name, secret: stored.secret };
  }

  /** Reads what other tabs have changed. */
  async refresh(): Promise<void> {
    this.#keys = await this.files.read();
  }

  /** A key that is stored before anything is sealed under it. */
  async make(): Promise<Key> {
    const key = newKey();
    await this.change((keys) => keys.set(key.name, { secret: key.secret, made: Date.now() }));
    return key;
  }

  /** Destroys keys, and with them all that was sealed under them. */
  async destroy(names: Iterable<string>): Promise<void> {
    const gone = [...names];
    if (gone.length === 0) return;
    await this.change((keys) => {
      for (const name of gone) keys.delete(name);
    });
  }

  /** Destroys keys that nothing was sealed under for long. */
  async tidy(used: ReadonlySet<string>): Promise<void> {
    const before = Date.now() - unusedMs;
    const old = [...this.#keys].filter(([name, { made }]) => !used.has(name) && made < before);
    await this.destroy(old.map(([name]) => name));
  }

  private change(make: (keys: StoredKeys) => void): Promise<void> {
    return exclusively('foreword-document-keys', async () => {
      const keys = await this.files.read();
      make(keys);
      await this.files.write(keys);
      this.#keys = keys;
    });
  }
}
