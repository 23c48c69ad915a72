import { defineConfig } from '@playwright/test';
import { chromium, shared } from './chromium.js';

export default defineConfig({
  ...shared,
  outputDir: 'out/traces',
  timeout: 60_000,
  globalSetup: './server.ts',
  use: {
    browserName: 'chromium',
    viewport: { width: 1100, height: 760 },
    trace: 'retain-on-failure',
    launchOptions: chromium(),
  },
});
