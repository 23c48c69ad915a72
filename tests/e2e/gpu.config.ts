import { defineConfig } from '@playwright/test';

/** The browser is the system's; Playwright downloads none. */
const executablePath = process.env['FOREWORD_CHROMIUM'] ?? '/usr/bin/chromium';

/**
 * The checks of the burn executor. A configuration of their own, since they need neither the writing page nor the
 * model but a module that takes minutes to compile: `cargo xtask test gpu` builds it, serves it and starts them.
 */
export default defineConfig({
  testDir: '.',
  testMatch: 'gpu-*.check.ts',
  outputDir: 'out/gpu-traces',
  retries: 0,
  workers: 1,
  // Alone on two cores it takes half a minute: the module isn't optimised and the adapter is no GPU.
  timeout: 300_000,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        // WebGPU on the CPU, on machines with a GPU too: the numbers must not depend on where the test runs.
        '--enable-unsafe-webgpu',
        '--use-webgpu-adapter=swiftshader',
      ],
    },
  },
});
