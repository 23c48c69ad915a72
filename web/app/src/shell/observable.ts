import { useEffect, useState } from 'preact/hooks';

/** A value that changes, and those who want to know. */
export class Observable<T> {
  readonly #listeners = new Set<(value: T) => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set value(value: T) {
    if (Object.is(value, this.current)) return;
    this.current = value;
    for (const listener of this.#listeners) listener(value);
  }

  /** Calls `listener` after every change. Returns what ends that. */
  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The value as it is now; the component is drawn again when it changes. */
export function useObservable<T>(observable: Observable<T>): T {
  const [value, setValue] = useState(() => observable.value);
  useEffect(() => {
    const set = (now: T) => {
      setValue(() => now);
    };
    set(observable.value);
    return observable.subscribe(set);
  }, [observable]);
  return value;
}
