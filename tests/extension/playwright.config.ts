import { defineConfig } from '@playwright/test';
import { shared } from '../e2e/chromium.js';

/** What CI runs. `*.whole.ts` is run by `whole.config.ts` alone. */
export default defineConfig({
  ...shared,
  testDir: '.',
  testMatch: '*.spec.ts',
  workers: 2,
  fullyParallel: true,
  outputDir: 'out/traces',
  timeout: 60_000,
  expect: { timeout: 15_000 },
});
