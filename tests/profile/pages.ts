/** What runs inside the pages. */

/** Stores a text as it is, so that a search of the files that finds nothing means something. */
export function plainControl(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('control', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('texts');
    opening.onsuccess = () => {
      const writing = opening.result.transaction('texts', 'readwrite', { durability: 'strict' });
      writing.objectStore('texts').put(text, 1);
      writing.oncomplete = () => {
        resolve();
      };
      writing.onabort = () => {
        reject(new Error('not stored'));
      };
    };
  });
}

/** Opens a database as a version of the page would that is newer than any there is; returns the version it has then. */
export function openAsNewer(name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1_000);
    opening.onsuccess = () => {
      resolve(opening.result.version);
    };
    opening.onblocked = () => {
      reject(new Error('the old tab keeps its connection'));
    };
  });
}

/** How many snapshots a profile's database has. */
export function snapshots(name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onerror = () => {
      reject(new Error('not opened'));
    };
    opening.onsuccess = () => {
      const counting = opening.result.transaction('snapshots').objectStore('snapshots').count();
      counting.onsuccess = () => {
        opening.result.close();
        resolve(counting.result);
      };
    };
  });
}

/** As in a window whose browser refuses to store anything. */
export function withoutStorage(): void {
  // A page that is blank has none.
  if (!isSecureContext) return;
  const refuse = () => {
    throw new DOMException('storage is not allowed here', 'SecurityError');
  };
  Object.defineProperty(indexedDB, 'open', { value: refuse });
  Object.defineProperty(navigator.storage, 'getDirectory', {
    value: () => Promise.reject(new DOMException('no', 'SecurityError')),
  });
  Object.defineProperty(globalThis, 'caches', { value: undefined });
}

/** The secrets that a profile's keys are made of, as they stand in their file. */
export async function secrets(name: string): Promise<string[]> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle('foreword-profiles');
  const text = await (await (await folder.getFileHandle(name)).getFile()).text();
  return Object.values((JSON.parse(text.slice(64)) as { secrets: Record<string, string> }).secrets);
}
