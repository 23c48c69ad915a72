import type { FileReader, FileSurvey, FoundInFiles, ReadingOptions } from 'foreword-ui/contracts';
import type { Reply, Request } from './messages.js';

/** The part of `Worker` that is used, so that tests can bring their own. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  addEventListener(type: 'messageerror', listener: () => void): void;
  terminate(): void;
}

/**
 * Reads files in workers, one for each pass: stopping is ending it, and the memory of a pass is gone with it.
 *
 * ```ts
 * const reader = createFileReader(startWorker);
 * const { writers, endings } = await reader.survey(files);
 * const { messages } = await reader.read(files, { owner: { identities: ['Ann Lee'] }, endings });
 * ```
 */
export function createFileReader(start: () => WorkerLike): FileReader {
  return {
    survey: (files, options) => pass(start, { what: 'survey', files }, options) as Promise<FileSurvey>,
    read: (files, { owner, endings, ...options }) =>
      pass(start, { what: 'read', files, owner, endings }, options) as Promise<FoundInFiles>,
  };
}

async function pass(
  start: () => WorkerLike,
  request: Request,
  { signal, onProgress }: ReadingOptions = {},
): Promise<FileSurvey | FoundInFiles> {
  signal?.throwIfAborted();
  const worker = start();
  const ended = new AbortController();
  const found = new Promise<FileSurvey | FoundInFiles>((resolve, reject) => {
    const fail = (why: string) => {
      reject(new Error(`the files could not be read: ${why}`));
    };
    worker.addEventListener('error', ({ message }) => {
      fail(message ?? 'the reader’s code did not load');
    });
    worker.addEventListener('messageerror', () => {
      fail('an answer was damaged');
    });
    worker.addEventListener('message', ({ data }) => {
      const reply = data as Reply;
      if (reply.what === 'progress') onProgress?.(reply.progress);
      else if (reply.what === 'done') resolve(reply.found);
      else reject(reply.error instanceof Error ? reply.error : new Error(String(reply.error)));
    });
    signal?.addEventListener(
      'abort',
      () => {
        reject(signal.reason instanceof Error ? signal.reason : new DOMException('stopped', 'AbortError'));
      },
      { signal: ended.signal },
    );
    worker.postMessage(request);
  });
  try {
    return await found;
  } finally {
    ended.abort();
    worker.terminate();
  }
}
