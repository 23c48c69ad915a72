import { conflict } from './conflict.js';
import {
  type ProfileStore,
  type Snapshot,
  type StoreChange,
  type StoreContents,
  type StoredMessage,
  voices,
} from './store.js';

/** A profile that is gone with the page, where nothing can be stored. */
export class MemoryProfileStore implements ProfileStore {
  readonly kind = 'memory';
  readonly erases = true;
  #revision = 0;
  #state: string | undefined;
  readonly #messages = new Map<number, StoredMessage & { revision: number }>();
  readonly #snapshots = new Map<string, Snapshot>();

  /** @param because - Why nothing can be stored. */
  constructor(readonly because?: string) {}

  read(revision: number): Promise<StoreContents> {
    if (revision === this.#revision) {
      return Promise.resolve({ revision, put: [], ids: [], state: undefined, damaged: 0 });
    }
    const all = [...this.#messages.values()];
    return Promise.resolve({
      revision: this.#revision,
      put: all.filter((message) => message.revision > revision),
      ids: [...this.#messages.keys()],
      state: this.#state,
      damaged: 0,
    });
  }

  write(change: StoreChange, basis: number): Promise<number> {
    if (basis !== this.#revision) return Promise.reject(conflict(this.#revision, basis));
    this.#revision += 1;
    if (change.replacesAll === true) this.#messages.clear();
    for (const id of change.removed) this.#messages.delete(id);
    for (const message of change.put)
      this.#messages.set(message.id, { ...message, revision: this.#revision });
    this.#state = change.state;
    const gone = new Set([
      ...change.removed,
      ...(change.keepsTexts === true ? [] : change.put.map(({ id }) => id)),
      ...(change.changesSettings === true ? [voices] : []),
    ]);
    for (const [name, { messages }] of this.#snapshots) {
      if (change.replacesAll === true || messages.some((id) => gone.has(id))) this.#snapshots.delete(name);
    }
    return Promise.resolve(this.#revision);
  }

  exclusively<T>(task: () => Promise<T>): Promise<T> {
    return task();
  }

  onChange(): () => void {
    return () => undefined;
  }

  snapshotName(what: string): Promise<string> {
    return Promise.resolve(what);
  }

  snapshot(name: string): Promise<Snapshot | undefined> {
    return Promise.resolve(this.#snapshots.get(name));
  }

  keepSnapshot(snapshot: Snapshot, basis: number): Promise<void> {
    if (basis === this.#revision) this.#snapshots.set(snapshot.name, snapshot);
    return Promise.resolve();
  }

  close(): void {
    this.#snapshots.clear();
  }
}
