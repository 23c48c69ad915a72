import { Worker } from 'node:worker_threads';
import type { WorkerLike } from '../transport/worker.js';

type Listener = (event: { data: unknown; message?: string }) => void;

/** Starts this package's worker as a thread, which keeps the process alive only while it has something to answer. */
export function startThread(folder: string): WorkerLike {
  const thread = new Worker(new URL('./node-worker.js', import.meta.url), { workerData: { folder } });
  let pending = 0;
  thread.unref();
  thread.on('message', (data: { kind?: unknown }) => {
    if (data.kind === 'return' || data.kind === 'throw') pending -= 1;
    if (pending === 0) thread.unref();
  });
  const listen = {
    message: (listener: Listener) => {
      thread.on('message', (data: unknown) => {
        listener({ data });
      });
    },
    messageerror: (listener: Listener) => {
      thread.on('messageerror', () => {
        listener({ data: undefined });
      });
    },
    error: (listener: Listener) => {
      const fail = (message: string) => {
        listener({ data: undefined, message });
      };
      thread.on('error', (error: unknown) => {
        fail(error instanceof Error ? error.message : String(error));
      });
      thread.on('exit', (code) => {
        if (code !== 0) fail(`its thread ended with code ${code}`);
      });
    },
  };
  return {
    postMessage: (message) => {
      pending += 1;
      thread.ref();
      thread.postMessage(message);
    },
    addEventListener: (type: keyof typeof listen, listener: unknown) => {
      listen[type](listener as Listener);
    },
    terminate: () => {
      void thread.terminate();
    },
  };
}
