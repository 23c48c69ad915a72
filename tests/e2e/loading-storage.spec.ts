import type { Page } from '@playwright/test';
import { expect, test } from './fixture.js';

/** Puts `code` in front of the worker's script, which is where storage is opened. */
async function inWorker(page: Page, code: string): Promise<void> {
  await page.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `${code}\n${await answer.text()}` });
  });
}

const refusal = `Promise.reject(new DOMException('x', 'SecurityError'))`;
const noFiles = `StorageManager.prototype.getDirectory = () => ${refusal};`;

test.describe('storage that refuses', () => {
  const environments: [string, string, boolean][] = [
    ['no files', noFiles, true],
    ['no files, no opening of caches', `${noFiles} CacheStorage.prototype.open = () => ${refusal};`, false],
    ['no files, no caches', `${noFiles} Object.defineProperty(self, 'caches', { value: undefined });`, false],
  ];
  for (const [name, code, isKept] of environments) {
    test(`${name}: drafts come`, async ({ writing, page, server }) => {
      await inWorker(page, code);
      await writing.start();
      await expect(writing.notice).toBeHidden();
      await writing.write('I hope that you');
      // What is kept isn't fetched again; what is in memory is gone with the page.
      await page.reload();
      await writing.ready();
      expect(server.ranges).toEqual(isKept ? [undefined] : [undefined, undefined]);
    });
  }
});

test.describe('asking the browser to keep the model', () => {
  for (const [name, answer] of [
    ['rejects', `() => Promise.reject(new TypeError('x'))`],
    ['throws', `() => { throw new TypeError('x'); }`],
    ['never answers', `() => new Promise(() => undefined)`],
    ['is unknown', 'undefined'],
  ] as const) {
    test(`is in nobody's way where it ${name}, and waits until a draft was taken`, async ({
      writing,
      page,
    }) => {
      await page.addInitScript(`
        window.asked = 0;
        const answer = ${answer};
        StorageManager.prototype.persist = answer && (() => { window.asked += 1; return answer(); });`);
      const asked = () => page.evaluate<number>('window.asked');
      await writing.start();
      await expect(writing.state).toHaveText('Ready, on this device');
      await writing.write('I hope that you');
      expect(await asked()).toBe(0);
      await page.keyboard.press('Tab');
      await expect(writing.text).toHaveValue(/^I hope that you./);
      expect(await asked()).toBe(answer === 'undefined' ? 0 : 1);
      await writing.settled();
      await expect(writing.state).toHaveText('Ready, on this device');
      await expect(writing.notice).toBeHidden();
    });
  }
});
