import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { KeyFile } from './key-files.js';

/**
 * The database of documents. Texts, titles and names are sealed ({@link seal}), each document under a key of its own,
 * which is kept outside of the database and destroyed when the document is.
 */
export interface DocumentSchema extends DBSchema {
  heads: { key: string; value: Row };
  texts: { key: string; value: Row };
  /** The files of keys, where there is no file system. */
  files: { key: string; value: string };
}

/** A sealed part of a document. */
export interface Row {
  id: string;
  /** Names the key. */
  key: string;
  /** Raised by every change of the document. */
  revision: number;
  sealed: Uint8Array<ArrayBuffer>;
}

export type Database = IDBPDatabase<DocumentSchema>;

/** @param onClosed - The browser closed the database, or a newer version of the page wants to change it. */
export function openDatabase(onClosed: () => void): Promise<Database> {
  return openDB<DocumentSchema>('foreword-documents', 1, {
    upgrade: (database) => {
      database.createObjectStore('heads', { keyPath: 'id' });
      database.createObjectStore('texts', { keyPath: 'id' });
      database.createObjectStore('files');
    },
    blocking: (_current, _wanted, event) => {
      if (event.target instanceof IDBDatabase) event.target.close();
      onClosed();
    },
    terminated: onClosed,
  });
}

/** A file of keys within the database: what is deleted is gone when the browser tidies up. */
export class DatabaseFile implements KeyFile {
  constructor(
    private readonly database: Database,
    private readonly name: string,
  ) {}

  read(): Promise<string | undefined> {
    return this.database.get('files', this.name);
  }

  async write(content: string): Promise<void> {
    await this.database.put('files', content, this.name);
  }
}
