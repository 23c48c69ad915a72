import { defineConfig } from '@playwright/test';

/** The browser is the system's; Playwright downloads none. */
const executablePath = process.env['FOREWORD_CHROMIUM'] ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: '.',
  outputDir: 'out/traces',
  retries: 0,
  workers: 1,
  timeout: 60_000,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']],
  globalSetup: './server.ts',
  use: {
    browserName: 'chromium',
    viewport: { width: 1100, height: 760 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
      ],
    },
  },
});
