import { afterEach, expect, test, vi } from 'vitest';
import { type KeepEnvironment, keepModel } from '../src/keep.js';

const unhandled = vi.fn();
process.on('unhandledRejection', unhandled);
afterEach(() => {
  unhandled.mockReset();
});

const failure = new TypeError('x');

test.each<[string, KeepEnvironment]>([
  ['promises it', { navigator: { storage: { persist: () => Promise.resolve(true) } } }],
  ['refuses', { navigator: { storage: { persist: () => Promise.resolve(false) } } }],
  ['rejects', { navigator: { storage: { persist: () => Promise.reject(failure) } } }],
  ['never answers', { navigator: { storage: { persist: () => new Promise<never>(() => undefined) } } }],
  [
    'throws',
    {
      navigator: {
        storage: {
          persist: () => {
            throw failure;
          },
        },
      },
    },
  ],
  ['answers with no promise', { navigator: { storage: { persist: () => true as never } } }],
  ['has no such question', { navigator: { storage: {} } }],
  ['has no storage', { navigator: {} }],
  ['has no navigator', {}],
  [
    'throws at a look',
    {
      get navigator(): undefined {
        throw failure;
      },
    },
  ],
])('asking to keep the model is in nobody’s way where the browser %s', async (_, environment) => {
  keepModel(environment);
  // A rejection without a handler is reported after the microtasks of this task.
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled).not.toHaveBeenCalled();
});

test('is asked once, as a method of its object', () => {
  const storage = {
    count: 0,
    persist() {
      this.count += 1;
      return Promise.resolve(true);
    },
  };
  const environment = { navigator: { storage } };
  keepModel(environment);
  keepModel(environment);
  expect(storage.count).toBe(1);
});
