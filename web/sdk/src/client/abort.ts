/** Settles as `answer` does, unless `signal` aborts first; then it rejects with the signal's reason. */
export function unlessAborted<T>(signal: AbortSignal, answer: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => {
      // An abort signal may carry any reason, and the caller gets that one.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    answer
      .finally(() => {
        signal.removeEventListener('abort', onAbort);
      })
      .then(resolve, reject);
    if (signal.aborted) onAbort();
  });
}

export function abortError(message: string): DOMException {
  return new DOMException(message, 'AbortError');
}
