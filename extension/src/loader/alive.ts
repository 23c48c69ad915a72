/**
 * Whether the extension that this script belongs to is still there. After an update or a removal its scripts stay in
 * pages, and whatever they ask of the browser throws.
 */
export function isAlive(): boolean {
  try {
    return (chrome.runtime as Partial<typeof chrome.runtime> | undefined)?.id !== undefined;
  } catch {
    return false;
  }
}
