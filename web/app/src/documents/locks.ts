/** The browser's locks, which it has in secure contexts only. */
export function locks(): LockManager | undefined {
  return (globalThis as { navigator?: Partial<Navigator> }).navigator?.locks;
}

/** Runs `task` while no other tab runs one of this name, where the browser has locks. */
export async function exclusively<T>(name: string, task: () => Promise<T>): Promise<T> {
  return await (locks()?.request(name, task) ?? task());
}

/** Takes a lock until the page goes; returns whether no other tab has it. Where there are no locks, none has. */
export async function claimed(name: string): Promise<boolean> {
  const manager = locks();
  if (manager === undefined) return true;
  return new Promise((resolve) => {
    const hold = (lock: Lock | null) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<void>(() => undefined);
    };
    manager.request(name, { ifAvailable: true }, hold).catch(() => {
      resolve(false);
    });
  });
}

/** Whether no tab holds a lock. */
export async function isFree(name: string): Promise<boolean> {
  return (await locks()?.request(name, { ifAvailable: true }, (lock) => lock !== null)) ?? true;
}
