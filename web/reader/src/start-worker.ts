/** Starts this package's worker. Bundlers find its script by the literal expression. */
export function startWorker(): Worker {
  return new Worker(new URL('./reader-worker.js', import.meta.url), { type: 'module' });
}
