import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** Paths of the files below a folder that hold a word, in either encoding that browsers use. */
export function filesWith(folder: string, word: string): string[] {
  const wanted = [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = contentOf(path);
      return wanted.some((bytes) => content.includes(bytes));
    });
}

/** A browser that runs deletes files between two looks at them. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

/** The secrets of the documents' keys, as they stand in their file, by the key's name. */
export async function secretsOf(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('foreword-documents');
    const text = await (await (await folder.getFileHandle('keys-1')).getFile()).text();
    const { keys } = JSON.parse(text.slice(8)) as { keys: Record<string, { secret: string }> };
    return Object.fromEntries(Object.entries(keys).map(([name, { secret }]) => [name, secret]));
  });
}

/**
 * All that a page can read of what it stored, as one text: both storages, the databases, the private files but for the
 * model's, and what caches have.
 */
export async function storedBy(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const latin = new TextDecoder('latin1');
    const found = [localStorage, sessionStorage].map((storage) => JSON.stringify(Object.entries(storage)));
    const asText = (_key: string, value: unknown) => {
      if (value instanceof ArrayBuffer) return latin.decode(value);
      return ArrayBuffer.isView(value) ? latin.decode(value) : value;
    };
    const once = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => {
          resolve(request.result);
        };
        request.onerror = () => {
          reject(request.error ?? new Error('no reason'));
        };
      });
    for (const { name } of await indexedDB.databases()) {
      const database = await once(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames) {
        const rows = await once(
          database.transaction(store).objectStore(store).getAll() as IDBRequest<unknown[]>,
        );
        found.push(`${name ?? ''} ${store} ${JSON.stringify(rows, asText)}`);
      }
      database.close();
    }
    const look = async (folder: FileSystemDirectoryHandle) => {
      for await (const [name, handle] of folder.entries()) {
        if (handle instanceof FileSystemDirectoryHandle) await look(handle);
        else if (handle instanceof FileSystemFileHandle) {
          const file = await handle.getFile();
          found.push(`${name} ${file.size < 4e6 ? latin.decode(await file.arrayBuffer()) : ''}`);
        }
      }
    };
    await look(await navigator.storage.getDirectory());
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const body = request.url.includes('/models/') ? '' : await (await cache.match(request))?.text();
        found.push(`${request.url} ${body ?? ''}`);
      }
    }
    return found.join('\n');
  });
}
