import { ForewordError } from '../errors.js';

/** Another tab was faster. Changes are made again then, so no caller sees it. */
export function conflict(found: number, expected: number): ForewordError {
  return new ForewordError('conflict', `the profile has changed: it is at ${found}, not ${expected}`, {
    found,
    expected,
  });
}
