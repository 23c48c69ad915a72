import { expect, test } from './fixture.js';
import { downloadSize } from './models.js';

const isEncoder = /\/models\/.*\.gguf/;

test('a page in the place of the model is told from a broken connection and leaves nothing', async ({
  writing,
  page,
  server,
}) => {
  const body = `<!doctype html>${' '.repeat(4_985)}`;
  await page.route(isEncoder, (route) => route.fulfill({ status: 200, contentType: 'text/html', body }), {
    times: 1,
  });
  await writing.open();
  await expect(writing.state).toHaveText('Not running');
  await expect(writing.notice).toContainText('not where it should be');
  await expect(writing.notice).toContainText('text/html');
  await writing.notice.getByRole('button', { name: 'Try again' }).click();
  await writing.ready();
  expect(server.ranges).toEqual([undefined]);
});

test('a download that stands still is said and goes on by itself', async ({ writing, page, server }) => {
  // Half a minute of silence is what is waited for; nothing can stand in for it in a worker.
  test.slow();
  server.trouble = { stallAfter: 30_000_000 };
  await writing.open();
  await expect(writing.notice).toContainText('left');
  await expect(writing.notice).toContainText('The download stands still', { timeout: 40_000 });
  await expect(writing.notice).toContainText(`of ${downloadSize} have come`);
  await expect(writing.notice).not.toContainText('left');
  await writing.picture('stalled');
  server.trouble = {};
  await expect(writing.notice).toContainText('Unpacking', { timeout: 60_000 });
  await writing.ready();
  const from = Number(/^bytes=(\d+)-$/.exec(server.ranges[1] ?? '')?.[1]);
  expect(from).toBeGreaterThan(29_000_000);
  expect(await page.evaluate(() => document.querySelector('.notice-retry')?.checkVisibility())).toBe(false);
});
