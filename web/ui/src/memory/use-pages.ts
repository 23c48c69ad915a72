import { useEffect, useReducer, useRef } from 'preact/hooks';
import { type LoadPart, Pages } from './pages.js';

/** A long list that is loaded in parts, and begins anew when `key` changes. */
export function usePages<T>(load: LoadPart<T>, key: string): Pages<T> {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const held = useRef<{ key: string; pages: Pages<T> }>(undefined);
  const latest = useRef(load);
  latest.current = load;
  if (held.current?.key !== key) {
    held.current?.pages.close();
    const pages = new Pages<T>(
      (from, count) => latest.current(from, count),
      () => {
        if (held.current?.pages === pages) redraw(undefined);
      },
    );
    held.current = { key, pages };
    pages.want(0, 0);
  }
  useEffect(() => () => held.current?.pages.close(), []);
  return held.current.pages;
}
