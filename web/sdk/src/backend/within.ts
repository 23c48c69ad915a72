import { ForewordError } from '../errors.js';

/**
 * What `answer` settles to, if it does within `ms` milliseconds and before `signal` aborts.
 *
 * @throws {ForewordError} `"device-lost"`, if it takes longer: a device that hangs says nothing.
 */
export function within<T>(ms: number, answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', gone);
    };
    const gone = () => {
      leave();
      // An abort signal may carry any reason, and those here carry errors.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      leave();
      reject(new ForewordError('device-lost', `no answer within ${Math.round(ms)} ms`));
    }, ms);
    signal.addEventListener('abort', gone);
    answer.finally(leave).then(resolve, reject);
    if (signal.aborted) gone();
  });
}
