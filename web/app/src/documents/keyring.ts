import { type KeyFile, KeyFiles, PrivateFile, type StoredKeys } from './key-files.js';
import { claimed, exclusively, isFree, locks } from './locks.js';
import { type Key, newKey } from './seal.js';

/** Keys that nothing is sealed under are kept so long: what was sealed under them may not be gone from the disk. */
const unusedMs = 24 * 60 * 60 * 1000;

/** Nothing was ever sealed under a key that was made ahead. */
const aheadMs = 60 * unusedMs;

/** So many keys are made ahead, so that the first letter of a new document needn't wait for one. */
const aheadCount = 2;

const lock = 'foreword-document-keys';

/** The lock of a key, which the tab holds that may seal something under it. */
const lockOf = (name: string) => `foreword-document-key-${name}`;

/** Names of the two files that have the same. */
const names = ['keys-1', 'keys-2'];

/** The keys of all documents. */
export class Keyring {
  #keys: StoredKeys = new Map();
  /** Stored, and this tab's alone. */
  readonly #ahead: Key[] = [];
  /** Keys that were made ahead, and are no longer. */
  readonly #taken = new Set<string>();

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

  /** Takes over keys that an earlier visit made ahead. Without locks another tab could take the same ones. */
  async inherit(used: () => Promise<ReadonlySet<string>>): Promise<void> {
    const left = [...this.#keys].filter(([, { isAhead }]) => isAhead === true);
    if (left.length === 0 || locks() === undefined) return;
    const before = await used();
    const own = [];
    for (const [name, { secret }] of left) {
      if (before.has(name)) this.#taken.add(name);
      else if (own.length < aheadCount && (await claimed(lockOf(name)))) own.push({ name, secret });
    }
    // A tab that was closed meanwhile may have used it last.
    const after = await used();
    this.#ahead.push(...own.filter(({ name }) => !after.has(name)));
  }

  /** A key that is stored, if one was made ahead. */
  take(): Key | undefined {
    const key = this.#ahead.shift();
    if (key === undefined) return undefined;
    this.#taken.add(key.name);
    // Without room for more, the next document tries to make one again.
    this.fill().catch(() => undefined);
    return key;
  }

  /** Makes keys ahead. */
  async fill(): Promise<void> {
    const made: Key[] = [];
    await this.change((keys, isFirst) => {
      const taken = [...keys].filter(([name, { isAhead }]) => isAhead === true && this.#taken.has(name));
      for (const [name, stored] of taken) keys.set(name, { ...stored, isAhead: false });
      if (!isFirst) return taken.length > 0;
      for (let at = this.#ahead.length; at < aheadCount; at += 1) {
        const key = newKey();
        made.push(key);
        // Nobody else can know it before it is stored.
        void claimed(lockOf(key.name));
        keys.set(key.name, { secret: key.secret, made: Date.now(), isAhead: true });
      }
      return taken.length + made.length > 0;
    });
    this.#ahead.push(...made);
  }

  /** A key that is stored before anything is sealed under it. */
  async make(): Promise<Key> {
    const key = newKey();
    await claimed(lockOf(key.name));
    await this.change((keys, isFirst) => {
      if (isFirst) keys.set(key.name, { secret: key.secret, made: Date.now() });
      return isFirst;
    });
    return key;
  }

  /** Destroys keys, and with them all that was sealed under them. */
  async destroy(gone: readonly string[]): Promise<void> {
    if (gone.length === 0) return;
    await this.change((keys) => gone.map((name) => keys.delete(name)).includes(true));
  }

  /** Destroys keys that nothing was sealed under for long, and that no tab is about to use. */
  async tidy(used: ReadonlySet<string>): Promise<void> {
    const isOld = ({ made, isAhead }: { made: number; isAhead?: boolean | undefined }) =>
      made < Date.now() - (isAhead === true ? aheadMs : unusedMs);
    const old = [];
    for (const [name, stored] of this.#keys) {
      if (!used.has(name) && isOld(stored) && (await isFree(lockOf(name)))) old.push(name);
    }
    await this.destroy(old);
  }

  /** Changes what is stored; a place is written if `edit` says that its keys have changed. */
  private async change(edit: (keys: StoredKeys, isFirst: boolean) => boolean): Promise<void> {
    await exclusively(lock, async () => {
      for (const [at, place] of this.places.entries()) {
        const keys = await place.read();
        if (edit(keys, at === 0)) await place.write(keys);
      }
      await this.refresh();
    });
  }
}
