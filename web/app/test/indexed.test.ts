import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { changedDocument, newDocument } from '../src/documents/document.js';
import { IndexedDocuments } from '../src/documents/indexed.js';
import { ConflictError } from '../src/documents/store.js';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

async function withDocument(text: string) {
  const store = await IndexedDocuments.open();
  const slot = await store.prepare();
  const document = changedDocument(newDocument(slot.id, 'note', 1), { text }, 2);
  await store.save(document, slot);
  return { store, slot, document };
}

describe('documents', () => {
  it('are kept for the next visit, the newest first', async () => {
    const { store, document } = await withDocument('First.');
    const slot = await store.prepare();
    await store.save(changedDocument(newDocument(slot.id, 'chat', 3), { text: 'Second.' }, 4), slot);
    const later = await IndexedDocuments.open();
    expect((await later.heads()).map(({ excerpt }) => excerpt)).toEqual(['Second.', 'First.']);
    expect((await later.open(document.id))?.document).toEqual(document);
  });

  it('are in the database only sealed', async () => {
    await withDocument('The canary sings.');
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('foreword-documents');
      opening.onsuccess = () => {
        resolve(opening.result);
      };
    });
    for (const name of ['heads', 'texts']) {
      const rows = await new Promise<{ sealed: Uint8Array }[]>((resolve) => {
        const reading = database.transaction(name).objectStore(name).getAll();
        reading.onsuccess = () => {
          resolve(reading.result as { sealed: Uint8Array }[]);
        };
      });
      expect(rows).toHaveLength(1);
      for (const { sealed } of rows)
        expect(new TextDecoder('latin1').decode(sealed).includes('canary')).toBe(false);
    }
  });

  it('that two write are never overwritten', async () => {
    const { store, document, slot } = await withDocument('First.');
    const other = await IndexedDocuments.open();
    const opened = await other.open(document.id);
    if (opened === undefined) throw new Error('the document is missing');
    await store.save({ ...document, text: 'Mine.' }, slot);
    const theirs = { ...document, text: 'Theirs.' };
    await expect(other.save(theirs, opened.slot)).rejects.toEqual(new ConflictError(2, 1));
    expect((await other.open(document.id))?.document.text).toBe('Mine.');
    // Known anew, it can be saved.
    const again = await other.open(document.id);
    if (again === undefined) throw new Error('the document is missing');
    await other.save(theirs, again.slot);
    expect((await store.open(document.id))?.document.text).toBe('Theirs.');
  });

  it('handed over at the last moment are kept', async () => {
    const { store, document, slot } = await withDocument('First.');
    const saving = store.save({ ...document, text: 'Second.' }, slot);
    const last = store.save({ ...document, text: 'Third.' }, slot, { isLast: true });
    await Promise.all([saving, last]);
    expect((await store.open(document.id))?.document.text).toBe('Third.');
  });

  it('are saved in the same moment where a key is ready, by a later visit too', async () => {
    const store = await IndexedDocuments.open();
    expect(store.ready('none')).toBeUndefined();
    await store.getReady();
    for (const id of ['one', 'two']) {
      const slot = store.ready(id);
      if (slot === undefined) throw new Error(`nothing is ready for ${id}`);
      await store.save(changedDocument(newDocument(id, 'note', 1), { text: id }, 2), slot, { isLast: true });
    }
    const ids = (await (await IndexedDocuments.open()).heads()).map(({ id }) => id);
    expect(new Set(ids)).toEqual(new Set(['one', 'two']));
  });

  it('that are erased are gone, and their keys with them', async () => {
    const { store, document, slot } = await withDocument('The canary sings.');
    await store.renew(document, slot);
    expect((await store.open(document.id))?.document.text).toBe('The canary sings.');
    await store.erase([document.id]);
    expect(await store.open(document.id)).toBeUndefined();
    expect(await (await IndexedDocuments.open()).heads()).toEqual([]);
  });

  it('are found by any of their words', async () => {
    const { store, document } = await withDocument('The Canary sings.');
    const find = (text: string) => store.search(text, new AbortController().signal);
    expect(await find('canary SINGS')).toEqual(new Set([document.id]));
    expect((await find('parrot')).size).toBe(0);
  });
});
