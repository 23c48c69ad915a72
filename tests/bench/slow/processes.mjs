import { readFileSync, readdirSync } from 'node:fs';

const slowed = /^(renderer|gpu-process|utility)$/;

/**
 * The processes that a browser runs pages, workers, drawing and its services in: all below `browser` (its process's
 * number), but not that process itself, which hands on keys and stamps them with the time.
 */
export function processesBelow(browser) {
  const found = [];
  const look = (parent) => {
    for (const child of childrenOf(parent)) {
      if (slowed.test(typeOf(child))) found.push(child);
      look(child);
    }
  };
  look(browser);
  return found;
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
