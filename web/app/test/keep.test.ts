import { expect, test, vi } from 'vitest';
import { Keeping } from '../src/drafts/keep.js';

test('the browser is asked once, when a draft has been taken', async () => {
  const persist = vi.fn(() => Promise.resolve(true));
  const keeping = new Keeping(persist);
  expect(persist).not.toHaveBeenCalled();
  await keeping.taken();
  await keeping.taken();
  expect(persist).toHaveBeenCalledOnce();
});

test.each([
  ['rejects', () => Promise.reject(new TypeError('x'))],
  [
    'throws',
    () => {
      throw new TypeError('x');
    },
  ],
])('it is in nobody’s way where persist %s', async (_, persist) => {
  await expect(new Keeping(persist).taken()).resolves.toBeUndefined();
});
