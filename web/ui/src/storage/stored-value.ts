/** One JSON value that is kept somewhere: in the app's `localStorage`, or in an extension's storage. */
export interface StoredValue {
  /** What is kept; `undefined` if nothing is, or it can't be read. It never rejects. */
  read(): Promise<unknown>;
  /** Keeps a value. Rejects if there is no room. */
  write(value: unknown): Promise<void>;
  /** Calls `listener` when another tab has written. Returns what ends that. */
  watch(listener: (value: unknown) => void): () => void;
}

/** The part of `localStorage` that is used. */
export type TextStore = Pick<Storage, 'getItem' | 'setItem'>;

/** A value in `localStorage`. Where the browser forbids that, it is kept until the page is closed. */
export function localValue(key: string, store: TextStore | undefined = localStore()): StoredValue {
  if (store === undefined) return memoryValue();
  return {
    read: () => Promise.resolve(parsed(store.getItem(key))),
    write: (value) =>
      new Promise((resolve) => {
        store.setItem(key, JSON.stringify(value));
        resolve();
      }),
    watch: (listener) => {
      const onStorage = (event: StorageEvent) => {
        if (event.key === key) listener(parsed(event.newValue));
      };
      addEventListener('storage', onStorage);
      return () => {
        removeEventListener('storage', onStorage);
      };
    },
  };
}

/** The part of `chrome.storage.local` and `browser.storage.local` that is used. */
export interface ExtensionArea {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  onChanged: {
    addListener(listener: (changes: Record<string, { newValue?: unknown }>) => void): void;
    removeListener(listener: (changes: Record<string, { newValue?: unknown }>) => void): void;
  };
}

/** A value in an extension's storage. */
export function areaValue(area: ExtensionArea, key: string): StoredValue {
  return {
    read: () =>
      area.get(key).then(
        (items) => items[key],
        () => undefined,
      ),
    write: (value) => area.set({ [key]: value }),
    watch: (listener) => {
      const onChanged = (changes: Record<string, { newValue?: unknown }>) => {
        if (key in changes) listener(changes[key]?.newValue);
      };
      area.onChanged.addListener(onChanged);
      return () => {
        area.onChanged.removeListener(onChanged);
      };
    },
  };
}

/** A value that is gone with the page. */
export function memoryValue(initial?: unknown): StoredValue {
  let kept = initial;
  return {
    read: () => Promise.resolve(structuredClone(kept)),
    write: (value) => {
      kept = structuredClone(value);
      return Promise.resolve();
    },
    watch: () => () => undefined,
  };
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

function localStore(): TextStore | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
