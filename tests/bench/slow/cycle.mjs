/**
 * Runs as a thread of its own: stops a browser's processes and lets them go on, in turn, until it is told to end. Which
 * they are is looked up again ten times a second, as pages come with processes of their own.
 */
import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { Duty, runMs } from './duty.mjs';
import { processesBelow } from './processes.mjs';

const { browser, factor, lossMs, flag } = workerData;
const duty = new Duty(factor, lossMs);
let hasBegun = false;
let processes = [];
let lookedAt = -Infinity;

const wait = (ms) => Atomics.wait(flag, 0, 0, ms);
const signalAll = (signal) => {
  for (const id of processes) {
    try {
      process.kill(id, signal);
    } catch (error) {
      // It has ended.
      if (error.code !== 'ESRCH') throw error;
    }
  }
};

/** Where it may, this thread goes before all others: one that is kept waiting leaves the browser running meanwhile. */
function goFirst() {
  const thread = basename(readlinkSync('/proc/thread-self'));
  spawnSync('chrt', ['--fifo', '--pid', '10', thread]);
}

goFirst();
try {
  let at = performance.now();
  while (Atomics.load(flag, 0) === 0) {
    if (at - lookedAt > 100) {
      processes = processesBelow(browser);
      lookedAt = at;
    }
    wait(runMs);
    signalAll('SIGSTOP');
    const stoppedAt = performance.now();
    wait(duty.ran(stoppedAt - at));
    signalAll('SIGCONT');
    at = performance.now();
    duty.stopped(at - stoppedAt);
    if (!hasBegun) parentPort.postMessage('begun');
    hasBegun = true;
  }
} finally {
  signalAll('SIGCONT');
  parentPort.postMessage({ reached: duty.reached, processes: processes.length });
}
