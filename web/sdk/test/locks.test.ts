import { afterEach, expect, test, vi } from 'vitest';
import { withLocks } from '../src/locks.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

const refused = () => Promise.reject(new DOMException('x', 'SecurityError'));

test.each([
  ['rejects', { locks: { request: refused } }],
  [
    'throws',
    {
      locks: {
        request: () => {
          throw new DOMException('x', 'SecurityError');
        },
      },
    },
  ],
  ['has none', {}],
])('where the browser %s, the task runs without locks, once', async (_, navigator) => {
  vi.stubGlobal('navigator', navigator);
  const task = vi.fn(() => Promise.resolve(7));
  expect(await withLocks(['a', 'b'], task, () => undefined)).toBe(7);
  expect(task).toHaveBeenCalledTimes(1);
});

test('an error of the task is its own, and it is not run again', async () => {
  const request = (_key: string, ...rest: unknown[]) =>
    Promise.resolve((rest.at(-1) as (lock: object) => unknown)({}));
  vi.stubGlobal('navigator', { locks: { request } });
  const task = vi.fn(() => Promise.reject(new Error('no room')));
  await expect(withLocks(['a'], task, () => undefined)).rejects.toThrow('no room');
  expect(task).toHaveBeenCalledTimes(1);
});
