import { chromium } from './chromium.js';
import { expect, test } from './fixture.js';

test.use({ launchOptions: chromium(['--disable-features=WebGPU,WebGPUService']) });

test('without a graphics card its build is never asked for', async ({ writing, page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await writing.start();
  await writing.openSettings();
  await expect(writing.where).toHaveText(
    /^Runs on the processor\. (No usable graphics card was found|This browser lets no page use)/,
  );
  await writing.picture('settings');
  await writing.closeSettings();
  await expect(writing.text).toBeFocused();
  await writing.write('I hope that you');
  await expect(writing.facts).toHaveText(/· processor$/);
  expect(requests.some((url) => url.includes('-cpu'))).toBe(true);
  expect(requests.filter((url) => url.includes('webgpu'))).toEqual([]);
});
