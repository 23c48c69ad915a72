/** What `public/boot.js` has started before the page's scripts were there; it stands in no page in development. */
interface Early {
  /** Address of the worker's script. */
  url: string;
  /** Gone when it has failed or is taken. */
  worker?: Worker;
  /** The engine has one, and what is not started by now isn't wanted. */
  isTaken?: boolean;
}

/** Gives the worker that is there already, and starts others after it. Nothing where none was started. */
export function earlyWorker(): (() => Worker) | undefined {
  const { forewordEarly: early } = globalThis as { forewordEarly?: Early };
  if (early === undefined) return undefined;
  return () => {
    const worker = early.worker ?? new Worker(early.url, { type: 'module' });
    worker.onerror = null;
    delete early.worker;
    early.isTaken = true;
    return worker;
  };
}
