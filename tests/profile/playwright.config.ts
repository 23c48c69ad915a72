import { defineConfig } from '@playwright/test';
import { shared } from '../e2e/chromium.js';

export default defineConfig({
  ...shared,
  testDir: '.',
  outputDir: 'out/traces',
  timeout: 300_000,
});
