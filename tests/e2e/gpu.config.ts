import { defineConfig } from '@playwright/test';
import { chromium, shared, softwareGpu } from './chromium.js';

/**
 * The checks of the burn executor. A configuration of their own, since they need neither the writing page nor the
 * model but a module that takes minutes to compile: `cargo xtask test gpu` builds it, serves it and starts them.
 */
export default defineConfig({
  ...shared,
  testMatch: 'gpu-*.check.ts',
  outputDir: 'out/gpu-traces',
  // Alone on two cores it takes half a minute: the module isn't optimised and the adapter is no GPU.
  timeout: 300_000,
  use: { browserName: 'chromium', launchOptions: chromium(softwareGpu) },
});
