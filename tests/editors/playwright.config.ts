import { defineConfig } from '@playwright/test';
import { chromium, shared } from '../e2e/chromium.js';

export default defineConfig({
  ...shared,
  testDir: '.',
  workers: 2,
  fullyParallel: true,
  outputDir: 'out/traces',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'out/results.json' }]],
  use: {
    browserName: 'chromium',
    viewport: { width: 1000, height: 700 },
    launchOptions: chromium(),
  },
});
