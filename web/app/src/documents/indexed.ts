import { type Database, DatabaseFile, type Row, openDatabase } from './database.js';
import { type Document, type DocumentHead, headOf } from './document.js';
import { headFrom } from './check.js';
import { Keyring } from './keyring.js';
import type { Notices } from './notices.js';
import { type Key, seal, unseal } from './seal.js';
import { includesText } from './search.js';
import { ConflictError, type DocumentStore, type SaveOptions, type Slot } from './store.js';
import { tabs } from './tabs.js';

/** Documents in IndexedDB, sealed; see {@link Row}. */
export class IndexedDocuments implements DocumentStore {
  readonly #keys = new WeakMap<Slot, Key>();
  #database: Database | undefined;

  private constructor(
    database: Database,
    private readonly ring: Keyring,
    private readonly notices: Notices,
  ) {
    this.#database = database;
  }

  static async open(): Promise<IndexedDocuments> {
    const opened: { documents?: IndexedDocuments } = {};
    const database = await openDatabase(() => opened.documents?.forget());
    const ring = await Keyring.open((name) => new DatabaseFile(database, name));
    await ring.inherit(async () => new Set((await database.getAll('heads')).map(({ key }) => key)));
    return (opened.documents = new IndexedDocuments(database, ring, tabs));
  }

  get erases(): boolean {
    return this.ring.erases;
  }

  async heads(): Promise<DocumentHead[]> {
    const rows = await (await this.database()).getAll('heads');
    if (rows.some(({ key }) => this.ring.get(key) === undefined)) await this.ring.refresh();
    const heads = rows.flatMap((row) => this.unsealed(row, headFrom) ?? []);
    await this.ring.tidy(new Set(rows.map(({ key }) => key))).catch(() => undefined);
    return heads.sort((a, b) => b.changed - a.changed);
  }

  async open(id: string): Promise<{ document: Document; slot: Slot } | undefined> {
    const reading = (await this.database()).transaction(['heads', 'texts']);
    const [head, text] = await Promise.all([
      reading.objectStore('heads').get(id),
      reading.objectStore('texts').get(id),
    ]);
    if (head === undefined || text === undefined) return undefined;
    if (this.ring.get(head.key) === undefined) await this.ring.refresh();
    const key = this.ring.get(head.key);
    const document = this.document(head, text);
    if (key === undefined || document === undefined) return undefined;
    return { document, slot: this.slot(id, head.revision, key) };
  }

  async getReady(): Promise<void> {
    await this.ring.fill();
  }

  ready(id: string): Slot | undefined {
    const key = this.ring.take();
    return key && this.slot(id, 0, key);
  }

  async prepare(id: string = crypto.randomUUID()): Promise<Slot> {
    return this.ready(id) ?? this.slot(id, 0, await this.ring.make());
  }

  async save(document: Document, slot: Slot, options: SaveOptions = {}): Promise<void> {
    const key = this.#keys.get(slot);
    if (key === undefined) throw new Error(`the slot of ${document.id} is another store's`);
    await this.write(document, key, slot, options);
    this.notices.tell({ kind: 'changed', id: slot.id });
  }

  async renew(document: Document, slot: Slot): Promise<void> {
    const before = this.#keys.get(slot);
    this.#keys.set(slot, await this.ring.make());
    try {
      await this.save(document, slot);
    } catch (error) {
      if (before !== undefined) this.#keys.set(slot, before);
      throw error;
    }
    if (before !== undefined) await this.ring.destroy([before.name]);
  }

  async erase(ids: readonly string[]): Promise<void> {
    const writing = (await this.database()).transaction(['heads', 'texts'], 'readwrite');
    const rows = await Promise.all(ids.map((id) => writing.objectStore('heads').get(id)));
    for (const id of ids) {
      void writing.objectStore('heads').delete(id);
      void writing.objectStore('texts').delete(id);
    }
    await writing.done;
    await this.ring.destroy(rows.flatMap((row) => (row === undefined ? [] : [row.key])));
    for (const id of ids) this.notices.tell({ kind: 'changed', id });
  }

  async search(text: string, signal: AbortSignal): Promise<Set<string>> {
    const database = await this.database();
    const found = new Set<string>();
    for (const id of await database.getAllKeys('heads')) {
      signal.throwIfAborted();
      const opened = await this.open(id);
      if (opened !== undefined && includesText(opened.document, text)) found.add(id);
    }
    return found;
  }

  onChange(listener: (id: string) => void): () => void {
    return this.notices.listen(({ kind, id }) => {
      if (kind === 'changed') listener(id);
    });
  }

  private async write(
    document: Document,
    key: Key,
    slot: Slot,
    { isLast = false, isSole = false }: SaveOptions,
  ): Promise<void> {
    const expected = slot.revision;
    const revision = expected + 1;
    slot.revision = revision;
    try {
      const database = this.#database ?? (await this.database());
      if (!isLast && isSole) {
        refuseOther(await database.get('heads', slot.id), expected);
        // What was saved meanwhile is newer.
        if (slot.revision !== revision) return;
      }
      const row = (value: unknown): Row => ({
        id: slot.id,
        key: key.name,
        revision,
        sealed: seal(value, key),
      });
      const [head, text] = [row(headOf(document)), row(document.text)];
      const writing = database.transaction(['heads', 'texts'], 'readwrite');
      const { done } = writing;
      // What fails is reported by `done`.
      const ignore = () => undefined;
      done.catch(ignore);
      if (!isLast && !isSole) refuseOther(await writing.objectStore('heads').get(slot.id), expected);
      writing.objectStore('heads').put(head).catch(ignore);
      writing.objectStore('texts').put(text).catch(ignore);
      // It ends without this page, which may be gone in a moment.
      writing.commit();
      await done;
    } catch (error) {
      if (slot.revision === revision) slot.revision = expected;
      throw error;
    }
  }

  private slot(id: string, revision: number, key: Key): Slot {
    const slot: Slot = { id, revision };
    this.#keys.set(slot, key);
    return slot;
  }

  private document(headRow: Row, textRow: Row): Document | undefined {
    const head = this.unsealed(headRow, headFrom);
    const text = this.unsealed(textRow, (value) => (typeof value === 'string' ? value : undefined));
    return head === undefined || text === undefined ? undefined : { ...head, text };
  }

  /** `undefined` for what was erased, or is damaged. */
  private unsealed<T>(row: Row, check: (value: unknown) => T | undefined): T | undefined {
    const key = this.ring.get(row.key);
    if (key === undefined) return undefined;
    try {
      return check(unseal(row.sealed, key));
    } catch {
      return undefined;
    }
  }

  private async database(): Promise<Database> {
    return (this.#database ??= await openDatabase(() => {
      this.forget();
    }));
  }

  private forget(): void {
    this.#database = undefined;
  }
}

/** Fails if the document is at another revision: another tab has saved it. */
function refuseOther(row: Row | undefined, expected: number): void {
  const found = row?.revision ?? 0;
  if (found !== expected) throw new ConflictError(found, expected);
}
