import { IndexedDocuments } from './indexed.js';
import { MemoryDocuments } from './memory.js';
import type { DocumentStore } from './store.js';

/** Opens the store: in IndexedDB, or, where the browser refuses that, in memory. */
export async function openDocuments(): Promise<DocumentStore> {
  try {
    return await IndexedDocuments.open();
  } catch (error) {
    return new MemoryDocuments(error instanceof Error ? error.message : String(error));
  }
}
