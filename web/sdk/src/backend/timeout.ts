import { ForewordError } from '../errors.js';

/**
 * Settles as `answer` does, if it does so within `ms` milliseconds and before `signal` aborts; after an abort it
 * rejects with the signal's reason.
 *
 * @throws {ForewordError} `"device-lost"`, if it takes longer: a device that hangs reports nothing.
 */
export function withTimeout<T>(ms: number, answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    const onAbort = () => {
      leave();
      // An abort signal may carry any reason, and those here carry errors.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      leave();
      reject(new ForewordError('device-lost', `no answer within ${Math.round(ms)} ms`, { ms }));
    }, ms);
    signal.addEventListener('abort', onAbort);
    answer.finally(leave).then(resolve, reject);
    if (signal.aborted) onAbort();
  });
}
