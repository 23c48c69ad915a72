import { readFileSync, readdirSync } from 'node:fs';

const slowed = /^(renderer|gpu-process)$/;

/** A process that has run for less, in milliseconds, waits to be needed: the browser keeps some ready. */
const leastMs = 50;

/**
 * The processes below `browser` (its process's number) that run pages with their workers, and that draw. Not that process
 * itself, which hands on keys and stamps them with the time, nor its services. To stop a process costs each of its threads a
 * little, so those that do nothing are left alone.
 */
export function processesBelow(browser, least = leastMs) {
  const found = [];
  const look = (parent) => {
    for (const child of childrenOf(parent)) {
      if (slowed.test(typeOf(child)) && ranFor(child) >= least) found.push(child);
      look(child);
    }
  };
  look(browser);
  return found;
}

/**
 * For how long the threads of processes have waited for a processor that others had, in milliseconds, and for how long they
 * ran. To be stopped is not to wait.
 */
export function threadTimes(processes) {
  return processes.flatMap((id) =>
    readdirOf(`/proc/${id}/task`).flatMap((thread) => {
      const [ran, waited] = textOf(`/proc/${id}/task/${thread}/schedstat`).split(' ').map(Number);
      if (waited === undefined) return [];
      return { thread: Number(thread), isMain: Number(thread) === id, ran: ran / 1e6, waited: waited / 1e6 };
    }),
  );
}

function childrenOf(parent) {
  return readdirOf(`/proc/${parent}/task`).flatMap((thread) =>
    textOf(`/proc/${parent}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
}

/** What Chromium started it as: `--type=renderer` and the like. */
function typeOf(process) {
  return /--type=([\w-]+)/.exec(textOf(`/proc/${process}/cmdline`))?.[1] ?? '';
}

/** Milliseconds on a processor, in steps of ten. */
function ranFor(process) {
  const [, after = ''] = textOf(`/proc/${process}/stat`).split(') ');
  const [user = 0, system = 0] = after.split(' ').slice(11, 13).map(Number);
  return 10 * (user + system);
}

/** A process may end at any moment. */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function readdirOf(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
