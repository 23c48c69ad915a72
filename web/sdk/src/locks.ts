/** Locks every file of these names, in this order, while `task` runs; `onWait` is called if another holds one. */
export function withLocks<T>(
  names: readonly string[],
  task: () => Promise<T>,
  onWait: () => void,
): Promise<T> {
  const [first, ...others] = names;
  if (first === undefined) return task();
  return exclusively(`foreword-model-${first}`, () => withLocks(others, task, onWait), onWait);
}

/**
 * Runs `task` while no other tab or worker of this origin runs one with the same `key`; `onWait` is called if one does
 * now.
 *
 * Without the Web Locks API `task` simply runs; browsers without it refuse a second access handle by themselves.
 */
export async function exclusively<T>(
  key: string,
  task: () => Promise<T>,
  onWait: () => void = () => undefined,
): Promise<T> {
  const locks = (globalThis as Partial<typeof globalThis>).navigator?.locks;
  if (locks === undefined) return task();
  const state = { hasStarted: false };
  const run = () => {
    state.hasStarted = true;
    return task();
  };
  try {
    const first = await locks.request(key, { ifAvailable: true }, async (lock) =>
      lock === null ? undefined : { value: await run() },
    );
    if (first !== undefined) return first.value;
    onWait();
    return await locks.request(key, run);
  } catch (error) {
    // Where the browser refuses storage it may refuse locks too, and there is nothing to lock then.
    if (state.hasStarted) throw error;
    return task();
  }
}
