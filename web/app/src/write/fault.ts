/** Why something could not be kept, in words for the person who writes. */
export function faultText(error: unknown): string {
  if (error instanceof DOMException && error.name === 'QuotaExceededError') {
    return 'This device has no room left. Free some space, or export the text: it is tried again by itself.';
  }
  const { message } = error instanceof Error ? error : new Error(String(error));
  return `The browser’s storage failed: ${message.replace(/\.$/, '')}. It is tried again by itself.`;
}
