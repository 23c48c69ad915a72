/** What browsers store files in, as far as the stores use it. */

/** The Cache API as far as the store uses it. */
export function fakeCaches(): CacheStorage {
  const entries = new Map<string, { body: ArrayBuffer; headers: Headers }>();
  const cache = {
    match: (key: string) => {
      const entry = entries.get(key);
      return Promise.resolve(entry && new Response(entry.body.slice(0), { headers: entry.headers }));
    },
    put: async (key: string, response: Response) => {
      entries.set(key, { body: await response.arrayBuffer(), headers: response.headers });
    },
    delete: (key: string) => Promise.resolve(entries.delete(key)),
    keys: () => Promise.resolve([...entries.keys()].map((url) => ({ url }))),
  };
  return { open: () => Promise.resolve(cache) } as unknown as CacheStorage;
}

/** The origin private file system as far as the store uses it; access is exclusive, as it is in browsers. */
export function fakeRoot() {
  let refused: { count: unknown } | undefined;
  const files = new Map<string, { bytes: Uint8Array; open: boolean }>();
  const handleOf = (file: { bytes: Uint8Array; open: boolean }) => ({
    getSize: () => file.bytes.length,
    read: (into: Uint8Array, { at }: { at: number }) => {
      const part = file.bytes.subarray(at, at + into.length);
      into.set(part);
      return part.length;
    },
    write: (chunk: Uint8Array, { at }: { at: number }) => {
      // A full device may take a part of what is written, whatever it says of it.
      if (refused !== undefined) {
        const taken = chunk.subarray(0, 30);
        grow(file, taken, at);
        return refused.count as number;
      }
      grow(file, chunk, at);
      return chunk.length;
    },
    truncate: (size: number) => {
      file.bytes = file.bytes.slice(0, size);
    },
    flush: () => undefined,
    close: () => {
      file.open = false;
    },
  });
  const directory = {
    getDirectoryHandle: () => Promise.resolve(directory),
    getFileHandle: (name: string) => {
      const file = files.get(name) ?? { bytes: new Uint8Array(), open: false };
      files.set(name, file);
      return Promise.resolve({
        kind: 'file',
        getFile: () => Promise.resolve(new File([file.bytes.slice()], name)),
        createSyncAccessHandle: () => {
          if (file.open) throw new DOMException('in use', 'NoModificationAllowedError');
          file.open = true;
          return Promise.resolve(handleOf(file));
        },
      });
    },
    async *entries() {
      for (const name of [...files.keys()]) yield [name, await directory.getFileHandle(name)] as const;
    },
    removeEntry: (name: string) => {
      if (!files.has(name)) return Promise.reject(new DOMException('no such file', 'NotFoundError'));
      if (files.get(name)?.open === true) {
        return Promise.reject(new DOMException('in use', 'NoModificationAllowedError'));
      }
      files.delete(name);
      return Promise.resolve();
    },
  };
  return {
    root: () => Promise.resolve(directory as unknown as FileSystemDirectoryHandle),
    /** From now on the device is full, and every write returns this. */
    refuse: (count: unknown) => {
      refused = { count };
    },
  };
}

function grow(file: { bytes: Uint8Array }, chunk: Uint8Array, at: number): void {
  const grown = new Uint8Array(Math.max(file.bytes.length, at + chunk.length));
  grown.set(file.bytes);
  grown.set(chunk, at);
  file.bytes = grown;
}
