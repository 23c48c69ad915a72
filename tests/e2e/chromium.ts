/** The browser is the system's; Playwright downloads none. */
const executablePath = process.env['FOREWORD_CHROMIUM'] ?? '/usr/bin/chromium';

const quiet = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/**
 * WebGPU on the CPU, on machines with a GPU too: what a test finds must not depend on where it runs. It computes the same as
 * a graphics card, a hundred times as slowly.
 */
export const softwareGpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** How the browser is started; `args` are added. */
export function chromium(args: readonly string[] = []) {
  return { executablePath, args: [...quiet, ...args] };
}

/** What both configurations of Playwright say. */
export const shared = {
  testDir: '.',
  // A busy machine lets a browser wait for longer than any test allows for. What passes the second time is told as flaky.
  retries: 1,
  workers: 1,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']] as [['list']],
};
