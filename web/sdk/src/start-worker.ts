import { unsupported } from './features.js';

/** Starts this package's worker. Bundlers find its script by the literal expression. */
export function startWorker(): Worker {
  if ((globalThis as { Worker?: unknown }).Worker === undefined) throw unsupported('module workers');
  if (isMovedByVite(import.meta.url)) {
    // Not a literal, because there is nothing here for other bundlers to find.
    const left = ['..', '..', 'foreword', 'dist', 'worker.js'].join('/');
    return new Worker(new URL(left, import.meta.url), { type: 'module' });
  }
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
}

/**
 * Whether Vite's development server has moved this script into its folder of optimised dependencies. Versions before 8
 * leave the worker's script where it was, in the package.
 */
export function isMovedByVite(script: string | undefined): boolean {
  return script !== undefined && /\/node_modules\/\.vite\/deps\/[^/]+$/.test(script);
}
