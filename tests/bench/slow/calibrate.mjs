import { quantile } from '../summary.mjs';
import { runMs } from './duty.mjs';
import { processesBelow, threadTimes } from './processes.mjs';
import { browserProcess, slowDown } from './slow.mjs';

/** Turns of the loop: about 50 ms on processors of today. */
const turns = 40_000_000;
const rounds = 8;

/**
 * What stopping costs each time, and the factors that are reached when that is allowed for; see {@link measure}.
 *
 * @param {import('@playwright/test').Page} page - With the engine's worker, which has nothing to do.
 */
export async function calibrate(browser, page, factor) {
  const first = await measure(browser, page, factor, 0);
  // A page whose loop has the processor for `runMs`, less the loss, of each turn.
  const mean = (first.page.factor + first.worker.factor) / 2;
  const lossMs = Math.max(0, rounded(runMs * (1 - factor / mean)));
  return { lossMs, without: first, ...(await measure(browser, page, factor, lossMs)) };
}

/**
 * How much slower the page's thread and its engine's worker really get, alone and both at once: the same loop of integer
 * arithmetic without and with {@link slowDown}, in turn, medians. What a thread waited for a processor that others had is
 * taken off, as far as the system tells, so that the factors hold on a busy machine too.
 *
 * @returns {Promise<Record<'page' | 'worker' | 'pageOfBoth' | 'workerOfBoth', { factor: number, waitedMs: number }>>} The
 *   waiting is the mean of a slowed loop.
 */
async function measure(browser, page, factor, lossMs) {
  const worker = page.workers()[0];
  if (worker === undefined) throw new Error('the page has no worker');
  const processes = processesBelow(await browserProcess(browser));
  const loops = (...contexts) => timed(processes, contexts);
  await loops(page, worker);
  const times = { page: [[], []], worker: [[], []], pageOfBoth: [[], []], workerOfBoth: [[], []] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [slowed, by] of [1, factor].entries()) {
      const end = await slowDown(browser, by, lossMs);
      try {
        const found = [...(await loops(page)), ...(await loops(worker)), ...(await loops(page, worker))];
        for (const [at, all] of Object.values(times).entries()) all[slowed].push(found[at]);
      } finally {
        await end();
      }
    }
  }
  const median = (list) =>
    quantile(
      list.map(({ ms, waited }) => ms - waited),
      0.5,
    );
  return Object.fromEntries(
    Object.entries(times).map(([name, [before, after]]) => {
      const waitedMs = rounded(after.reduce((sum, { waited }) => sum + waited, 0) / after.length);
      return [name, { factor: rounded(median(after) / median(before)), waitedMs }];
    }),
  );
}

const rounded = (number) => Math.round(100 * number) / 100;

/** The loop in each context, at once: for how long it took, and how long its thread waited meanwhile. */
async function timed(processes, contexts) {
  const before = new Map(threadTimes(processes).map((thread) => [thread.thread, thread]));
  const ms = await Promise.all(contexts.map((context) => context.evaluate(spin, turns)));
  const spent = threadTimes(processes).map((after) => {
    const { ran = 0, waited = 0 } = before.get(after.thread) ?? {};
    return { isMain: after.isMain, ran: after.ran - ran, waited: after.waited - waited };
  });
  // The threads that ran the most are those with the loop, the page's before the worker's.
  const busiest = spent.toSorted((one, other) => other.ran - one.ran).slice(0, contexts.length);
  busiest.sort((one, other) => Number(other.isMain) - Number(one.isMain));
  return ms.map((each, at) => ({ ms: each, waited: busiest[at].waited }));
}

/** Runs in the browser: milliseconds of so many turns. */
function spin(turns) {
  const start = performance.now();
  let state = 1;
  for (let turn = 0; turn < turns; turn += 1) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  // A result that nobody can foretell, so that the loop isn't left out.
  return performance.now() - start + (state === 0 ? 1e-9 : 0);
}
