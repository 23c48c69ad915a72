import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Button } from './button.js';

/** A short message, perhaps with a way back. */
export interface Toast {
  text: string;
  isBad?: boolean;
  /** Shown as "Undo". */
  undo?: () => void;
}

/** Long enough to read it and to reach the button, also by keyboard. */
const shownMs = 10_000;

/** Short messages at the foot of a page, one at a time. `view` belongs into the page. */
export function useToasts(): { show: (toast: Toast) => void; view: JSX.Element } {
  const [toast, setToast] = useState<Toast>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hide = useCallback(() => {
    clearTimeout(timer.current);
    setToast(undefined);
  }, []);
  const wait = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(hide, shownMs);
  }, [hide]);
  const show = useCallback(
    (next: Toast) => {
      setToast(next);
      wait();
    },
    [wait],
  );
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  const view = (
    // The region is there before its first message, so that screen readers watch it.
    <div class="fw-toasts" role="status" aria-live="polite">
      {toast && (
        <div
          class={toast.isBad === true ? 'fw-toast fw-toast-bad' : 'fw-toast'}
          onPointerEnter={() => {
            clearTimeout(timer.current);
          }}
          onPointerLeave={wait}
          onFocusCapture={() => {
            clearTimeout(timer.current);
          }}
          onBlurCapture={wait}
        >
          <p class="fw-toast-text">{toast.text}</p>
          {toast.undo && (
            <Button
              onClick={() => {
                hide();
                toast.undo?.();
              }}
            >
              Undo
            </Button>
          )}
          <Button kind="quiet" icon="close" isIconOnly label="Dismiss" onClick={hide} />
        </div>
      )}
    </div>
  );
  return { show, view };
}
