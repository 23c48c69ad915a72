import { defineConfig } from '@playwright/test';
import base from './playwright.config.js';

/** What takes long, or measures: one after another, so that nothing disturbs. */
export default defineConfig({
  ...base,
  testMatch: '*.whole.ts',
  workers: 1,
  fullyParallel: false,
  // What was measured isn't measured again until it pleases.
  retries: 0,
  timeout: 45 * 60_000,
});
