import { defineConfig } from '@playwright/test';
import base from './playwright.config.js';

/** What takes long, or measures: one after another, so that nothing disturbs. */
export default defineConfig({
  ...base,
  testMatch: '*.whole.ts',
  workers: 1,
  fullyParallel: false,
  timeout: 45 * 60_000,
});
