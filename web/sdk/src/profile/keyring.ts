import { type Key, keyOf, newName } from './seal.js';
import type { Secrets } from './secrets.js';

/** Keys, made of secrets when they are needed. */
export class Keyring {
  readonly #keys = new Map<string, Promise<CryptoKey>>();

  constructor(
    private readonly master: CryptoKey,
    /** The secrets that are stored. */
    readonly secrets: Secrets,
  ) {}

  /** `undefined` if its secret is gone. */
  key(name: string): Promise<CryptoKey> | undefined {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const secret = this.secrets.get(name);
    if (secret === undefined) return undefined;
    const key = keyOf(this.master, secret);
    this.#keys.set(name, key);
    return key;
  }

  /** Begins a change of the keys. */
  change(groups: ReadonlyMap<string, string>): KeyChange {
    return new KeyChange(this, groups);
  }

  /** The keyring with other secrets. */
  with(secrets: Secrets): Keyring {
    const ring = new Keyring(this.master, secrets);
    for (const [name, key] of this.#keys) {
      if (secrets.get(name) === this.secrets.get(name)) ring.#keys.set(name, key);
    }
    return ring;
  }

  /** A key that is not in use yet. */
  async fresh(name: string): Promise<Key & { secret: Uint8Array<ArrayBuffer> }> {
    const secret = crypto.getRandomValues(new Uint8Array(32));
    return { name, secret, key: await keyOf(this.master, secret) };
  }
}

/** New keys and those that go, of a change that is being prepared. */
export class KeyChange {
  readonly #new: Secrets = new Map();
  readonly #gone = new Set<string>();
  readonly #ofGroups = new Map<string, Promise<Key>>();

  constructor(
    private readonly ring: Keyring,
    /** The key in use for each group. */
    private readonly groups: ReadonlyMap<string, string>,
  ) {}

  /** A key that is used from now on. */
  async fresh(name = newName()): Promise<Key> {
    const { secret, key } = await this.ring.fresh(name);
    this.#new.set(name, secret);
    return { name, key };
  }

  /** Destroys a key with the change. */
  retire(name: string): void {
    this.#gone.add(name);
  }

  /** The key of a group, a fresh one if it has none or its key goes. All that go must have been named before. */
  of(group: string): Promise<Key> {
    const made = this.#ofGroups.get(group) ?? this.find(group);
    this.#ofGroups.set(group, made);
    return made;
  }

  private async find(group: string): Promise<Key> {
    const name = this.groups.get(group);
    const key = name === undefined || this.#gone.has(name) ? undefined : await this.ring.key(name);
    return name === undefined || key === undefined ? this.fresh() : { name, key };
  }

  /** Secrets of the keys that are new. */
  get added(): Secrets {
    return this.#new;
  }

  /** Names of the keys that go. */
  get gone(): Set<string> {
    return new Set([...this.#gone].filter((name) => !this.#new.has(name)));
  }

  /** The secrets with the new ones, to be stored before the change is made. */
  before(): Secrets {
    return new Map([...this.ring.secrets, ...this.#new]);
  }

  /** The secrets without those that go, to be stored when the change is made. */
  after(): Secrets {
    const { gone } = this;
    return new Map([...this.before()].filter(([name]) => !gone.has(name)));
  }

  /** The keys that groups have now. */
  async used(): Promise<[group: string, name: string][]> {
    return Promise.all(
      [...this.#ofGroups].map(async ([group, key]): Promise<[string, string]> => [group, (await key).name]),
    );
  }
}
