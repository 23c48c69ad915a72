import {
  type VirtualItem,
  Virtualizer,
  elementScroll,
  observeElementOffset,
  observeElementRect,
} from '@tanstack/virtual-core';
import type { ComponentChildren } from 'preact';
import { useCallback, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

export interface VirtualListProps {
  label: string;
  count: number;
  /** Pixels of a row that hasn't been drawn. */
  rowHeight: number;
  /** Draws a row. The one that is `isCurrent` takes part in the order of the focus. */
  row: (at: number, isCurrent: boolean) => ComponentChildren;
  /** Rows that are drawn now. */
  onRange: (first: number, last: number) => void;
  /** Enter, or Delete, was pressed on a row. */
  onOpen?: (at: number) => void;
  onDelete?: (at: number) => void;
}

/** Rows beyond the edges that are drawn too, so that scrolling shows no gaps. */
const overscan = 6;

/** A list of any length, of which only the rows in sight are in the document. Arrow keys move through it. */
export function VirtualList({ label, count, rowHeight, row, onRange, onOpen, onDelete }: VirtualListProps) {
  const box = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const virtualizer = useVirtualizer(box, count, rowHeight);
  const items = virtualizer.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useLayoutEffect(() => {
    onRange(first, last);
  }, [first, last, onRange]);
  const active = Math.min(current, Math.max(0, count - 1));

  const focus = (at: number) => {
    setCurrent(at);
    virtualizer.scrollToIndex(at);
    // The row may have to be drawn first.
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-row="${at}"] [data-main]`)?.focus(),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const screen = Math.max(1, items.length - 2 * overscan - 1);
    const to = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + screen,
      PageUp: active - screen,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (to !== undefined) focus(Math.min(count - 1, Math.max(0, to)));
    else if (event.key === 'Delete') onDelete?.(active);
    else if (event.key === 'Enter' && event.target instanceof HTMLElement && 'main' in event.target.dataset) {
      onOpen?.(active);
    } else return;
    event.preventDefault();
  };
  return (
    // No higher than its rows, with their borders.
    <div class="fw-list" ref={box} style={{ maxHeight: `${virtualizer.getTotalSize() + 2}px` }}>
      <div
        class="fw-list-all"
        role="list"
        aria-label={label}
        style={{ height: `${virtualizer.getTotalSize()}px` }}
        onKeyDown={onKeyDown}
        onFocusCapture={({ target }) => {
          const at =
            target instanceof Element ? target.closest<HTMLElement>('[data-row]')?.dataset['row'] : undefined;
          if (at !== undefined) setCurrent(Number(at));
        }}
      >
        {items.map((item: VirtualItem) => (
          <div
            class="fw-list-row"
            role="listitem"
            key={item.key}
            data-row={item.index}
            data-index={item.index}
            aria-posinset={item.index + 1}
            aria-setsize={count}
            ref={virtualizer.measureElement}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {row(item.index, item.index === active)}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Height of the list as `memory.css` has it, near enough that its first rows are drawn at once and not after a look. */
function likelyHeight(): number {
  return Math.min(704, Math.max(320, window.innerHeight - 384));
}

/** A virtualizer that has the component drawn again when something moves. */
function useVirtualizer(box: { current: HTMLDivElement | null }, count: number, rowHeight: number) {
  const [, redraw] = useReducer((drawn: number) => drawn + 1, 0);
  const estimateSize = useCallback(() => rowHeight, [rowHeight]);
  const options = {
    count,
    estimateSize,
    overscan,
    initialRect: { width: 0, height: likelyHeight() },
    getScrollElement: () => box.current,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => {
      redraw(undefined);
    },
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, HTMLDivElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => {
    virtualizer._willUpdate();
  });
  return virtualizer;
}
