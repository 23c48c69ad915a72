import { expect, test } from 'vitest';
import { EngineClient } from '../src/client/engine.js';
import { type StorageEnvironment, storesOf } from '../src/model/place.js';
import type { Progress, StorageKind } from '../src/types.js';
import {
  fakeCaches,
  fakeRoot,
  fakeSurroundings,
  modelBytes,
  packedOf,
  packedSourceOf,
  transportOf,
} from './fakes.js';

const refusal = () => new DOMException('x', 'SecurityError');
const bytes = modelBytes(1000);

/** An environment with both storages, of which a part is replaced. */
function environment(replaced: {
  getDirectory?: () => Promise<FileSystemDirectoryHandle>;
  caches?: unknown;
}): StorageEnvironment {
  const handle = class {
    createSyncAccessHandle(): void {
      // Only its name is looked at.
    }
  };
  return {
    navigator: { storage: { getDirectory: replaced.getDirectory ?? fakeRoot().root } },
    FileSystemFileHandle: handle,
    caches: 'caches' in replaced ? replaced.caches : fakeCaches(),
  } as unknown as StorageEnvironment;
}

const refusedRoot = () => Promise.reject(refusal());
const refusedCaches = { open: () => Promise.reject(refusal()) };
/** A directory whose files cannot be opened for writing. */
const lockedRoot = () => {
  const directory = {
    getDirectoryHandle: () => Promise.resolve(directory),
    getFileHandle: () => Promise.resolve({ createSyncAccessHandle: () => Promise.reject(refusal()) }),
  };
  return Promise.resolve(directory as unknown as FileSystemDirectoryHandle);
};
/** Files can be opened, and nothing can be written. */
const fullRoot = () => {
  const { root, refuse } = fakeRoot();
  refuse(0);
  return root();
};
const readOnlyCaches = {
  open: () =>
    Promise.resolve({ match: () => Promise.resolve(undefined), put: () => Promise.reject(refusal()) }),
};
const forbidden: StorageEnvironment = {
  get navigator(): never {
    throw refusal();
  },
  get caches(): never {
    throw refusal();
  },
};

const environments: [string, StorageEnvironment, StorageKind][] = [
  ['everything works', environment({}), 'opfs'],
  ['getDirectory rejects', environment({ getDirectory: refusedRoot }), 'cache'],
  [
    'getDirectory throws',
    environment({
      getDirectory: () => {
        throw refusal();
      },
    }),
    'cache',
  ],
  ['files cannot be opened', environment({ getDirectory: lockedRoot }), 'cache'],
  ['nothing can be written', environment({ getDirectory: fullRoot }), 'cache'],
  ['caches.open rejects too', environment({ getDirectory: refusedRoot, caches: refusedCaches }), 'memory'],
  ['caches take nothing', environment({ getDirectory: refusedRoot, caches: readOnlyCaches }), 'memory'],
  ['there are no caches', environment({ getDirectory: refusedRoot, caches: undefined }), 'memory'],
  ['there is nothing', {}, 'memory'],
  ['every look is forbidden', forbidden, 'memory'],
];

test.each(environments)(
  'where %s, drafts come, and it is told where the model is',
  async (_, at, storage) => {
    const packed = packedOf(bytes);
    const { surroundings, server } = fakeSurroundings(packed);
    const store = storesOf(at);
    const progress: Progress[] = [];
    const start = () =>
      new EngineClient({
        load: { model: packedSourceOf(bytes, packed), flavour: 'cpu' },
        onProgress: (step) => progress.push(step),
        transport: transportOf('worker', { ...surroundings, chooseStore: () => store }),
      });
    const engine = start();
    const { drafts } = await engine.session().complete({ before: 'Hello' });
    expect(drafts).not.toHaveLength(0);
    expect(await engine.load()).toMatchObject({ storage, downloadedBytes: packed.length });
    const downloads = progress.filter(({ phase }) => phase === 'download');
    expect(new Set(downloads.map((step) => 'storage' in step && step.storage))).toEqual(new Set([storage]));
    // As long as the page lives, it is fetched once.
    expect(await start().load()).toMatchObject({ storage, downloadedBytes: 0 });
    expect(server.requests).toHaveLength(1);
  },
);

test('a store that has refused once is not asked again', async () => {
  let asked = 0;
  const getDirectory = () => {
    asked += 1;
    return refusedRoot();
  };
  const store = storesOf(environment({ getDirectory }));
  await Promise.all([store.open('a'), store.open('b')]);
  await store.open('c');
  expect([asked, store.storage]).toEqual([2, 'cache']);
});
