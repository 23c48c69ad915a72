import { expect, test } from './fixture.js';
import { downloadSize } from './models.js';

const megabyte = 1_000_000;

test('the first load shows bytes and time left, and becomes ready', async ({ writing, server }) => {
  server.trouble = { bytesPerSecond: 60 * megabyte };
  await writing.open();
  await expect(writing.notice).toContainText(/\d+\.\d MB of [\d.]+ MB · \d+\.\d MB\/s · .* left/);
  await expect(writing.notice).toContainText(`of ${downloadSize}`);
  await expect(writing.notice.getByRole('progressbar')).toHaveAttribute('value', /0\.\d/);
  await writing.picture('loading');
  await writing.ready();
  await expect(writing.notice).toBeHidden();
  expect([server.ranges, server.decoderRanges]).toEqual([[undefined], [undefined]]);
});

test('one can write while the model arrives, and drafts come when it is there', async ({
  writing,
  server,
}) => {
  server.trouble = { bytesPerSecond: 60 * megabyte };
  await writing.open();
  await expect(writing.notice).toContainText('left');
  await writing.text.pressSequentially('I hope that you');
  await writing.ready();
  await expect(writing.ghost).not.toBeEmpty();
  await expect(writing.text).toHaveValue('I hope that you');
});

test('an interrupted download goes on where it stopped', async ({ writing, server }) => {
  server.trouble = { cutAfter: 30 * megabyte };
  await writing.open();
  await expect(writing.notice).toContainText('The download stopped');
  await expect(writing.notice).toContainText(`of ${downloadSize} have arrived and are kept`);
  await writing.picture('interrupted');
  server.trouble = {};
  await writing.notice.getByRole('button', { name: 'Try again' }).click();
  await writing.ready();
  const from = Number(/^bytes=(\d+)-$/.exec(server.ranges[1] ?? '')?.[1]);
  expect(from).toBeGreaterThan(0);
  expect(from).toBeLessThanOrEqual(30 * megabyte);
  expect(server.ranges).toHaveLength(2);
});

test('a download interrupted by closing the page goes on too', async ({ writing, server, page }) => {
  server.trouble = { bytesPerSecond: 40 * megabyte };
  await writing.open();
  await expect(writing.state).toHaveText(/Fetching, [2-9]\d%/);
  await page.goto('about:blank');
  server.trouble = {};
  await writing.open();
  await writing.ready();
  expect(Number(/^bytes=(\d+)-$/.exec(server.ranges[1] ?? '')?.[1])).toBeGreaterThan(10 * megabyte);
});

test('an unpacking interrupted by closing the page is done again, without a download', async ({
  writing,
  server,
  page,
}) => {
  await writing.open();
  await expect(writing.notice).toContainText('Unpacking the language model', { timeout: 45_000 });
  await page.goto('about:blank');
  await writing.open();
  await expect(writing.notice).toContainText('Unpacking the language model', { timeout: 45_000 });
  await writing.ready();
  expect([server.ranges, server.decoderRanges]).toEqual([[undefined], [undefined]]);
});

test('a corrupt download is refused, deleted and can be repeated', async ({ writing, server }) => {
  server.trouble = { flipByte: 50 * megabyte };
  await writing.open();
  await expect(writing.notice).toContainText('The downloaded model is damaged', { timeout: 30_000 });
  await expect(writing.state).toHaveText('Not running');
  await writing.picture('corrupt');
  server.trouble = {};
  await writing.notice.getByRole('button', { name: 'Try again' }).click();
  await writing.ready();
  expect(server.ranges).toEqual([undefined, undefined]);
});

test('a server without the model', async ({ writing, page }) => {
  await page.route('**/models/**', (route) => route.fulfill({ status: 404 }));
  await writing.open();
  await expect(writing.notice.getByRole('button', { name: 'Try again' })).toBeVisible();
  await expect(writing.notice).toContainText('HTTP 404');
});

test('without the drafting decoder the page works, says so, and can get it later', async ({
  writing,
  server,
}) => {
  server.trouble = { flipByte: 5 * megabyte, decoderOnly: true };
  await writing.open();
  await expect(writing.state).toHaveText('Ready, but slower', { timeout: 30_000 });
  await expect(writing.notice).toContainText('Suggestions will take longer');
  server.trouble = {};
  await writing.notice.getByRole('button', { name: 'Try again' }).click();
  await expect(writing.state).toHaveText('Ready, on this device');
  expect([server.ranges, server.decoderRanges]).toEqual([[undefined], [undefined, undefined]]);
});

test('the drafting decoder alone can be missing', async ({ writing, page }) => {
  await page.route('**/*.safetensors*', (route) => route.fulfill({ status: 404 }));
  await writing.start();
  await expect(writing.state).toHaveText('Ready, but slower');
  await writing.text.pressSequentially('I hope that you');
  await expect(writing.ghost).not.toBeEmpty();
});

test('the stored model is used again, without a download', async ({ writing, server, page }) => {
  await writing.start();
  expect([server.ranges, server.decoderRanges]).toEqual([[undefined], [undefined]]);
  await page.reload();
  await writing.ready();
  const readyMs = await page.evaluate(() => performance.getEntriesByName('foreword-ready')[0]?.startTime);
  console.log(`page load to ready, files cached: ${Math.round(readyMs ?? NaN)} ms`);
  expect([server.ranges, server.decoderRanges]).toEqual([[undefined], [undefined]]);
});

test('nothing is asked of the network once the model is there', async ({ writing, context }) => {
  await writing.start();
  await context.setOffline(true);
  await writing.text.pressSequentially('The weather today');
  await expect(writing.ghost).not.toBeEmpty();
});
