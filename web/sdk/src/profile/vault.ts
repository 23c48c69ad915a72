import { type Connection, type Database, lastingKey } from './database.js';
import { type KeyChange, Keyring } from './keyring.js';
import { newMaster } from './seal.js';
import { placeFor, secretsIn } from './secret-files.js';
import { type SecretPlace, type SecretStore, secretPlaces } from './secrets.js';

/** The keys of one database. Whoever changes them holds the profile's lock. */
export class Vault {
  #store: Promise<SecretStore> | undefined;
  #ring: Keyring | undefined;
  #place: SecretPlace | undefined;

  constructor(
    /** Name of the database. */
    private readonly name: string,
    private readonly connection: Connection,
  ) {}

  /** Where the secrets are kept, once anything was read or written. */
  get place(): SecretPlace | undefined {
    return this.#place;
  }

  /** The keys as they are now. */
  async keys(): Promise<Keyring> {
    const store = await this.store();
    const secrets = await store.read();
    const known = this.#ring;
    if (known !== undefined) return (this.#ring = known.with(secrets));
    const master = await this.connection.use((database) => lastingKey(database, 'master', newMaster));
    return (this.#ring = new Keyring(master, secrets));
  }

  /** Makes a change: new keys are stored before `make`, and those that go are destroyed after it. */
  async change<T>(keys: KeyChange, make: () => Promise<T>): Promise<T> {
    const store = await this.store();
    if (keys.added.size > 0) await store.add(keys.added, keys.before());
    const value = await make();
    const after = keys.after();
    if (keys.gone.size > 0) await store.remove(keys.gone, after);
    this.#ring = this.#ring?.with(after);
    return value;
  }

  private store(): Promise<SecretStore> {
    if (this.#store !== undefined) return this.#store;
    const opening = this.open();
    this.#store = opening;
    opening.catch(() => (this.#store = undefined));
    return opening;
  }

  private async open(): Promise<SecretStore> {
    const place = (await this.connection.use(chosen)) ?? (await this.choose(await placeFor()));
    this.#place = place;
    return secretsIn(place, this.name, this.connection);
  }

  private choose(place: SecretPlace): Promise<SecretPlace> {
    return this.connection.use(async (database) => {
      const writing = database.transaction('meta', 'readwrite');
      // Another tab may have been faster.
      const other = asPlace(await writing.store.get('place'));
      if (other === undefined) await writing.store.put(place, 'place');
      await writing.done;
      return other ?? place;
    });
  }
}

async function chosen(database: Database): Promise<SecretPlace | undefined> {
  return asPlace(await database.get('meta', 'place'));
}

function asPlace(value: unknown): SecretPlace | undefined {
  return secretPlaces.find((place) => place === value);
}
