import { render } from 'preact';
import { find } from '../dom.js';
import { Observable, useObservable } from './observable.js';

/** A short message at the window's foot, with what can be done about it. */
export interface Toast {
  text: string;
  /** An error stays until it is closed. */
  kind?: 'news' | 'error';
  actions?: readonly { name: string; run: () => void }[];
  /** How long it stays; for ever with `Infinity`. Default 8 seconds, for ever for errors. */
  forMs?: number;
  /** It went, and nothing was done about it. */
  onGone?: () => void;
}

interface Shown extends Toast {
  id: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const toasts = new Observable<readonly Shown[]>([]);
let lastId = 0;

/** Shows a message. Returns what takes it away. */
export function tell(toast: Toast): () => void {
  const id = ++lastId;
  const forMs = toast.forMs ?? (toast.kind === 'error' ? Infinity : 8000);
  const timer = Number.isFinite(forMs) ? setTimeout(leave, forMs, id) : undefined;
  // The same again takes the place of the one before.
  for (const { id: other } of toasts.value.filter(({ text }) => text === toast.text)) leave(other);
  toasts.value = [...toasts.value, { ...toast, id, timer }];
  return () => {
    leave(id);
  };
}

/** Draws the messages; they are read out as they come. */
export function drawToasts(): void {
  render(<Toasts />, find('.toasts', HTMLElement));
}

function leave(id: number, isAnswered = false): void {
  const gone = toasts.value.find((toast) => toast.id === id);
  if (gone === undefined) return;
  clearTimeout(gone.timer);
  toasts.value = toasts.value.filter((toast) => toast !== gone);
  if (!isAnswered) gone.onGone?.();
}

function Toasts() {
  const shown = useObservable(toasts);
  return (
    <div role="status" class="toasts-list">
      {shown.map(({ id, text, kind, actions = [] }) => (
        <div class="toast" data-kind={kind ?? 'news'} key={id} role={kind === 'error' ? 'alert' : undefined}>
          <p class="toast-text">{text}</p>
          {actions.map(({ name, run }) => (
            <button
              type="button"
              class="toast-action"
              key={name}
              onClick={() => {
                leave(id, true);
                run();
              }}
            >
              {name}
            </button>
          ))}
          <button
            type="button"
            class="toast-close"
            aria-label="Close"
            onClick={() => {
              leave(id);
            }}
          >
            <span aria-hidden="true">×</span>
          </button>
        </div>
      ))}
    </div>
  );
}
