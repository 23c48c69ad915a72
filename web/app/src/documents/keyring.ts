import { type KeyFile, KeyFiles, PrivateFile, type StoredKeys } from './key-files.js';
import { exclusively } from './locks.js';
import { type Key, newKey } from './seal.js';

/** Keys that nothing is sealed under are kept so long: another tab may be about to use them. */
const unusedMs = 24 * 60 * 60 * 1000;

const lock = 'foreword-document-keys';

/** Names of the two files that have the same. */
const names = ['keys-1', 'keys-2'];

/** The keys of all documents. */
export class Keyring {
  #keys: StoredKeys = new Map();

  private constructor(
    /**
     * Places that keys may be in; new ones go to the first. A browser that had no private files on an earlier visit may
     * have them now, and the other way about.
     */
    private readonly places: readonly KeyFiles[],
    /** Whether a key that is destroyed is gone from the disk at once. */
    readonly erases: boolean,
  ) {}

  /** @param spare - Makes a file where the browser has no private files. */
  static async open(spare: (name: string) => KeyFile): Promise<Keyring> {
    const other = new KeyFiles(names.map(spare));
    const own = new KeyFiles(names.map((name) => new PrivateFile(name)));
    const hasFiles = await own.read().then(
      () => true,
      () => false,
    );
    const ring = new Keyring(hasFiles ? [own, other] : [other], hasFiles);
    await ring.refresh();
    return ring;
  }

  get(name: string): Key | undefined {
    const stored = this.#keys.get(name);
    return stored && { name, secret: stored.secret };
  }

  /** Reads what other tabs have changed. */
  async refresh(): Promise<void> {
    const found = await Promise.all(this.places.map((place) => place.read()));
    this.#keys = new Map(found.flatMap((keys) => [...keys]));
  }

  /** A key that is stored before anything is sealed under it. */
  async make(): Promise<Key> {
    const key = newKey();
    await exclusively(lock, async () => {
      const [first] = this.places;
      const keys = await first?.read();
      await first?.write(new Map([...(keys ?? []), [key.name, { secret: key.secret, made: Date.now() }]]));
      await this.refresh();
    });
    return key;
  }

  /** Destroys keys, and with them all that was sealed under them. */
  async destroy(gone: Iterable<string>): Promise<void> {
    const names = new Set(gone);
    if (names.size === 0) return;
    await exclusively(lock, async () => {
      for (const place of this.places) {
        const keys = await place.read();
        const left = [...keys].filter(([name]) => !names.has(name));
        if (left.length < keys.size) await place.write(new Map(left));
      }
      await this.refresh();
    });
  }

  /** Destroys keys that nothing was sealed under for long. */
  async tidy(used: ReadonlySet<string>): Promise<void> {
    const before = Date.now() - unusedMs;
    const old = [...this.#keys].filter(([name, { made }]) => !used.has(name) && made < before);
    await this.destroy(old.map(([name]) => name));
  }
}
