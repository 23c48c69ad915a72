/** The browser's locks, which it has in secure contexts only. */
export function locks(): LockManager | undefined {
  return (globalThis as { navigator?: Partial<Navigator> }).navigator?.locks;
}

/** Runs `task` while no other tab runs one of this name, where the browser has locks. */
export async function exclusively<T>(name: string, task: () => Promise<T>): Promise<T> {
  return await (locks()?.request(name, task) ?? task());
}
