/** What went wrong and what can be done, in words for people. The code is that of a `ForewordError`, or of its like. */
export function errorText(error: unknown): string {
  switch (codeOf(error)) {
    case 'quota-exceeded':
      return 'There is no room left on this device. Nothing was changed; free some space and try again.';
    case 'storage':
      return 'The browser’s storage failed. Nothing was changed.';
    case 'profile-newer':
      return 'It was written by a newer version of Foreword. Update this one, then try again. Nothing was changed.';
    case 'profile-invalid':
      return `This file is damaged, or is no export of Foreword. Nothing was changed. (${messageOf(error)})`;
    case 'wrong-passphrase':
      return 'The passphrase does not open this file. Nothing was changed.';
    case 'engine-crashed':
      return 'The language model stopped and is started anew. Try again.';
    case 'disposed':
      return 'Foreword was closed or updated. Reload this page.';
    case 'network':
      return 'The language model has not been fetched yet. Check the connection, then try again.';
    default:
      return `That did not work: ${messageOf(error)}.`;
  }
}

/** The code of an error, where it has one. Errors that come as messages are objects, not instances. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether somebody gave up waiting. */
export function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
}

function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
