import type { Page, Worker } from '@playwright/test';
import { chromium, softwareGpu } from './chromium.js';
import { type WritingPage, expect, test } from './fixture.js';

/** The adapter is a program that computes on the CPU: right, and far too slow to be chosen. */
test.use({ launchOptions: chromium(softwareGpu) });

/** A keystroke takes seconds on it, and so does every pipeline that is compiled. */
const patienceMs = 180_000;

test.beforeEach(() => {
  test.setTimeout(2 * patienceMs);
});

/** Addresses of the graphics card's build that the page asks for. */
function requestsOf(page: Page): string[] {
  const urls: string[] = [];
  page.on('request', (request) => {
    if (/foreword_wasm.*webgpu/.test(request.url())) urls.push(request.url());
  });
  return urls;
}

/** Waits until what is said of where it runs is this; the settings are left open. */
async function whereIs(writing: WritingPage, text: RegExp): Promise<void> {
  await expect(writing.where).toHaveText(text, { timeout: patienceMs });
}

test('an adapter that is slower is tried once, and not loaded again', async ({ writing, page }) => {
  const requests = requestsOf(page);
  await writing.start();
  await writing.openSettings();
  const slower =
    /^Runs on the processor\. The graphics card .* was slower here: [\d.]+ m?s a keystroke against/;
  await whereIs(writing, slower);
  await expect(writing.settings).toContainText(/Tested on \w+ \d+, \d{4}/);
  await writing.picture('settings-slower');
  expect(requests).not.toEqual([]);
  await writing.closeSettings();
  await writing.text.click();
  await writing.write('I hope that you');
  await expect(writing.facts).toHaveText(/· processor$/);

  requests.length = 0;
  await page.reload();
  await writing.ready();
  await writing.openSettings();
  await whereIs(writing, slower);
  expect(requests).toEqual([]);
});

/** Has the worker keep the device it opens, so that it can be taken away from it. */
async function keepDevice(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    type Open = (this: unknown, ...given: unknown[]) => Promise<{ destroy(): void }>;
    const { GPUAdapter: adapter } = globalThis as unknown as {
      GPUAdapter: { prototype: { requestDevice: Open } };
    };
    const { requestDevice } = adapter.prototype;
    adapter.prototype.requestDevice = async function (...given) {
      const device = await requestDevice.apply(this, given);
      Object.assign(globalThis, { device });
      return device;
    };
  });
}

test('when the device is lost, the keystroke gets its draft from the processor', async ({
  writing,
  page,
}) => {
  const started = page.waitForEvent('worker');
  await page.goto(`${writing.server.url}/?e2e&gauge&backend=webgpu`);
  const worker = await started;
  await keepDevice(worker);
  await writing.ready();
  await writing.openSettings();
  await whereIs(writing, /^Runs on the graphics card/);
  await writing.picture('settings-webgpu');
  await writing.closeSettings();

  const text = 'Thank you for your';
  await writing.text.fill(text);
  await expect(writing.ghost).not.toBeEmpty({ timeout: patienceMs });
  await expect(writing.facts).toHaveText(/· graphics card$/, { timeout: patienceMs });

  await worker.evaluate(() => {
    (globalThis as unknown as { device: { destroy(): void } }).device.destroy();
  });
  await writing.text.focus();
  await page.keyboard.press('End');
  await page.keyboard.type(' em');
  await expect(writing.facts).toHaveText(/· processor$/, { timeout: 30_000 });
  await expect(writing.ghost).not.toBeEmpty();
  await expect(writing.text).toHaveValue(`${text} em`);
  await expect(writing.state).toHaveText(/Ready/);
  await writing.openSettings();
  await whereIs(writing, /^The graphics card .*stopped; the processor took over\.$/);
  await expect(writing.settings.getByRole('button', { name: 'Test again' })).toBeVisible();
});
