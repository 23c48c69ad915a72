/** The part of `navigator.storage` that only pages have. */
interface PersistentStorage {
  persisted?(): Promise<boolean>;
  persist?(): Promise<boolean>;
}

let isAsked = false;

/**
 * Asks the browser, once, not to evict what is stored. Called when there is something to keep; nobody waits for the
 * answer, which may never come.
 */
export function persistOnce(): void {
  if (isAsked) return;
  isAsked = true;
  const { navigator } = globalThis as { navigator?: { storage?: PersistentStorage } };
  const storage = navigator?.storage;
  void (async () => {
    if ((await storage?.persisted?.()) !== true) await storage?.persist?.();
  })().catch(() => undefined);
}
