import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** Something that is loaded: what came last, and whether it is of now. */
export interface Loaded<T> {
  value: T | undefined;
  error: unknown;
  isLoading: boolean;
  /** Loads it again; what is there stays until then. */
  reload: () => void;
}

/** Loads something whenever `inputs` change. Answers that were overtaken are dropped, and their signal is aborted. */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({
    value: undefined,
    error: undefined,
    isLoading: true,
  });
  const [count, setCount] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    // What is loaded for the first time is drawn as such already.
    setState((now) =>
      now.isLoading && now.error === undefined
        ? now
        : { value: now.value, error: undefined, isLoading: true },
    );
    latest.current(signal).then(
      (value) => {
        if (!signal.aborted) setState({ value, error: undefined, isLoading: false });
      },
      (error: unknown) => {
        if (!signal.aborted) setState(({ value }) => ({ value, error, isLoading: false }));
      },
    );
    return () => {
      ending.abort();
    };
  }, [...inputs, count]);
  const reload = useCallback(() => {
    setCount((before) => before + 1);
  }, []);
  return { ...state, reload };
}

/** The value, once it has stayed the same for so long. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value);
    }, ms);
    return () => {
      clearTimeout(timer);
    };
  }, [value, ms]);
  return settled;
}
