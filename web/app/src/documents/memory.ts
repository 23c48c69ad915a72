import { type Document, type DocumentHead, headOf } from './document.js';
import { includesText } from './search.js';
import type { DocumentStore, Slot } from './store.js';

/** Documents that are gone with the page, where the browser lets nothing be kept. */
export class MemoryDocuments implements DocumentStore {
  readonly erases = true;
  readonly #documents = new Map<string, Document>();

  constructor(readonly because: string) {}

  heads(): Promise<DocumentHead[]> {
    const heads = [...this.#documents.values()].map(headOf);
    return Promise.resolve(heads.sort((a, b) => b.changed - a.changed));
  }

  open(id: string): Promise<{ document: Document; slot: Slot } | undefined> {
    const document = this.#documents.get(id);
    return Promise.resolve(document && { document, slot: { id, revision: 0 } });
  }

  getReady(): Promise<void> {
    return Promise.resolve();
  }

  ready(id: string): Slot {
    return { id, revision: 0 };
  }

  prepare(id: string = crypto.randomUUID()): Promise<Slot> {
    return Promise.resolve(this.ready(id));
  }

  save(document: Document): Promise<void> {
    this.#documents.set(document.id, document);
    return Promise.resolve();
  }

  renew(document: Document): Promise<void> {
    return this.save(document);
  }

  erase(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#documents.delete(id);
    return Promise.resolve();
  }

  search(text: string): Promise<Set<string>> {
    const found = [...this.#documents.values()].filter((document) => includesText(document, text));
    return Promise.resolve(new Set(found.map(({ id }) => id)));
  }

  onChange(): () => void {
    return () => undefined;
  }
}
