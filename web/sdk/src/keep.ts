/** The part of the environment that is asked; tests pass their own. */
export interface KeepEnvironment {
  navigator?: { storage?: { persist?: () => Promise<boolean> } } | undefined;
}

/**
 * Asks the browser to keep the stored model when it runs out of room, once for this page.
 *
 * Some browsers put this question to the person, so call it when there is something to keep, and never before: when a
 * draft has been taken, or when the person wants the model kept. Nothing depends on the answer, so none is given: the
 * model works without it, and the browser may refuse, fail, know no such question or never answer.
 *
 * @example
 * ```ts
 * const { storage } = await engine.load();
 * // … and when the first draft was taken:
 * if (storage !== 'memory') keepModel();
 * ```
 */
export function keepModel(environment: KeepEnvironment = globalThis as KeepEnvironment): void {
  if (asked.has(environment)) return;
  asked.add(environment);
  try {
    const storage = environment.navigator?.storage;
    void Promise.resolve(storage?.persist?.()).catch(() => undefined);
  } catch {
    // As little in the way as a refusal.
  }
}

const asked = new WeakSet<KeepEnvironment>();
