import { slowDown } from './slow.mjs';

/** Turns of the loop: about 30 ms on processors of today. */
const turns = 25_000_000;
const rounds = 12;

/**
 * How much slower the page's thread and its engine's worker really get, alone and both at once: the same loop of integer
 * arithmetic without and with {@link slowDown}, in turn. The best of some rounds each: other work on the machine only adds.
 *
 * @param {import('@playwright/test').Page} page - With the engine's worker, which has nothing to do.
 * @returns {Promise<{ page: number, worker: number, both: { page: number, worker: number } }>} Factors.
 */
export async function calibrate(browser, page, factor) {
  const worker = page.workers()[0];
  if (worker === undefined) throw new Error('the page has no worker');
  const loop = (context) => context.evaluate(spin, turns);
  await Promise.all([loop(page), loop(worker)]);
  const times = { page: [[], []], worker: [[], []], pageOfBoth: [[], []], workerOfBoth: [[], []] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [slowed, by] of [1, factor].entries()) {
      const end = await slowDown(browser, by);
      try {
        times.page[slowed].push(await loop(page));
        times.worker[slowed].push(await loop(worker));
        const [ofPage, ofWorker] = await Promise.all([loop(page), loop(worker)]);
        times.pageOfBoth[slowed].push(ofPage);
        times.workerOfBoth[slowed].push(ofWorker);
      } finally {
        await end();
      }
    }
  }
  const ratio = ([before, after]) => Math.round((100 * Math.min(...after)) / Math.min(...before)) / 100;
  return {
    page: ratio(times.page),
    worker: ratio(times.worker),
    both: { page: ratio(times.pageOfBoth), worker: ratio(times.workerOfBoth) },
  };
}

/** Runs in the browser: milliseconds of so many turns. */
function spin(turns) {
  const start = performance.now();
  let state = 1;
  for (let turn = 0; turn < turns; turn += 1) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  // A result that nobody can foretell, so that the loop isn't left out.
  return performance.now() - start + (state === 0 ? 1e-9 : 0);
}
