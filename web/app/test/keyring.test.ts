import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { KeyFile } from '../src/documents/key-files.js';
import { Keyring } from '../src/documents/keyring.js';

/** Locks as browsers have them, over all tabs of this test. */
class Locks {
  readonly #held = new Map<string, symbol>();

  constructor(private readonly all: Map<string, symbol>) {}

  async request(name: string, ...[options, run]: unknown[]): Promise<unknown> {
    const task = (run ?? options) as (lock: object | null) => unknown;
    if (this.all.has(name)) return task(null);
    const mark = Symbol(name);
    this.all.set(name, mark);
    this.#held.set(name, mark);
    try {
      return await task({});
    } finally {
      this.all.delete(name);
    }
  }

  /** The tab is closed. */
  close(): void {
    for (const [name, mark] of this.#held) if (this.all.get(name) === mark) this.all.delete(name);
  }
}

const day = 24 * 60 * 60 * 1000;
let files: Map<string, string>;
let all: Map<string, symbol>;

/** A tab with its keys. */
async function tab(used: string[] = []) {
  const own = new Locks(all);
  const inTab = async <T>(run: () => Promise<T>): Promise<T> => {
    vi.stubGlobal('navigator', { locks: own });
    return run();
  };
  const file = (name: string): KeyFile => ({
    read: () => Promise.resolve(files.get(name)),
    write: (content) => Promise.resolve(void files.set(name, content)),
  });
  const ring = await inTab(() => Keyring.open(file));
  await inTab(() => ring.inherit(() => Promise.resolve(new Set(used))));
  const close = () => {
    own.close();
  };
  return { ring, inTab, close };
}

beforeEach(() => {
  files = new Map();
  all = new Map();
  vi.useFakeTimers();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('keys that were made ahead and never used are there at once on the next visit, for one tab', async () => {
  const first = await tab();
  expect(first.ring.take()).toBeUndefined();
  await first.inTab(() => first.ring.fill());
  first.close();
  const next = await tab();
  const other = await tab();
  const key = next.ring.take();
  expect(key).toBeDefined();
  expect(other.ring.take()).toBeUndefined();
  // It is stored before it is used.
  expect(next.ring.get(key?.name ?? '')).toEqual(key);
});

it('a key that something is sealed under, or that was ever taken, is not taken again', async () => {
  const first = await tab();
  await first.inTab(() => first.ring.fill());
  const taken = await first.inTab(() => Promise.resolve(first.ring.take()));
  await first.inTab(() => first.ring.fill());
  const left = await first.inTab(() => Promise.resolve(first.ring.take()));
  first.close();
  const next = await tab([left?.name ?? '']);
  const names = [next.ring.take(), next.ring.take(), next.ring.take()].map((key) => key?.name);
  expect(names.filter((name) => name !== undefined)).toHaveLength(1);
  expect(names).not.toContain(taken?.name);
  expect(names).not.toContain(left?.name);
});

it('an unused key is destroyed after a day, unless a tab is about to use it', async () => {
  const first = await tab();
  const key = await first.inTab(() => first.ring.make());
  vi.advanceTimersByTime(2 * day);
  const other = await tab();
  await other.inTab(() => other.ring.tidy(new Set()));
  expect(other.ring.get(key.name)).toEqual(key);
  first.close();
  await other.inTab(() => other.ring.tidy(new Set([key.name])));
  expect(other.ring.get(key.name)).toEqual(key);
  await other.inTab(() => other.ring.tidy(new Set()));
  expect(other.ring.get(key.name)).toBeUndefined();
});
