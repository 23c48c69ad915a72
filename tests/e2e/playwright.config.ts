import { defineConfig } from '@playwright/test';
import { chromium, shared } from './chromium.js';

/** Files whose tests measure time, look before a pause is over, or need all cores: nothing runs beside them. */
const alone = /\/(budget|effort|page|starting|threads|webgpu|writing)\.spec\.ts$/;

export default defineConfig({
  ...shared,
  outputDir: 'out/traces',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  globalSetup: './server.ts',
  workers: 2,
  projects: [
    // A page that gets ready uses one core.
    { name: 'together', testIgnore: alone },
    { name: 'alone', testMatch: alone, workers: 1, dependencies: ['together'] },
  ],
  use: {
    browserName: 'chromium',
    viewport: { width: 1100, height: 760 },
    trace: 'retain-on-failure',
    launchOptions: chromium(),
  },
});
