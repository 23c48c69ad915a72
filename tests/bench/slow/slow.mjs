/**
 * Slows a whole browser down, as a slow machine would: DevTools slow down the thread of the page alone, not the worker in
 * which the engine runs. Linux only. The processes that run pages and draw run for two milliseconds and are then stopped for
 * as long as the factor says. What this doesn't show of a slow machine: a smaller cache and slower memory, a slower system
 * and browser process; and what takes less than a few milliseconds is sometimes not slowed down at all and sometimes more.
 */
import { Worker } from 'node:worker_threads';

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {number} factor - 1 changes nothing.
 * @param {number} lossMs - See {@link Duty}; `calibrate.mjs` finds it.
 * @returns {Promise<() => Promise<{ reached: number, processes: number } | undefined>>} Ends it; the factor that it came
 *   to by its own clock.
 */
export async function slowDown(browser, factor, lossMs) {
  if (factor === 1) return () => Promise.resolve(undefined);
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL('cycle.mjs', import.meta.url), {
    workerData: { browser: await browserProcess(browser), factor, lossMs, flag },
  });
  const next = () =>
    new Promise((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', reject);
    });
  await next();
  const ended = next();
  return () => {
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
    return ended;
  };
}

/** The number of the browser's own process. */
export async function browserProcess(browser) {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  return processInfo.find(({ type }) => type === 'browser').id;
}
