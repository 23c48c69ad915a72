import { isSecretField } from 'foreword-field/sensitive';
import type { FieldStatus, ToBackground } from '../protocol/background-messages.js';
import { isAlive } from './alive.js';
import { OnceSecret } from './once-secret.js';
import { focusedElement } from './shadow.js';
import type { FieldScript } from './shared.js';

/** How long the page around frames leaves it to them to answer for the field that has the focus, in milliseconds. */
const framesFirstMs = 150;

/**
 * Waits for a text field to get the focus, and has the script for fields brought in. It is in every frame of every
 * page, so that it does nothing else: no message, no timer, no look at the page before a field has the focus.
 */
export class Loader {
  readonly #secrets = new OnceSecret();
  /** What the background answered last, as long as nothing that was set has changed. */
  #verdict: unknown;
  #element: HTMLElement | undefined;
  #state: FieldStatus['state'] = 'none';
  readonly #written = new MutationObserver(() => {
    this.listen();
  });

  start(): void {
    // What an earlier version of this script has drawn, which may not have noticed yet that its time is over.
    for (const overlay of document.querySelectorAll('foreword-overlay')) overlay.remove();
    this.listen();
    // `document.open()` takes all listeners away, and no script is run again.
    this.#written.observe(document, { childList: true });
    this.#secrets.watch(document);
    chrome.runtime.onMessage.addListener(this.onMessage);
    if (document.activeElement !== document.body) this.onFocus();
  }

  /** Adding the same listener twice does nothing. */
  private listen(): void {
    addEventListener('focusin', this.onFocus, true);
    addEventListener('focusout', this.onBlur, true);
  }

  private readonly onFocus = (): void => {
    if (!isAlive()) {
      this.end();
      return;
    }
    const element = focusedElement((root) => {
      // A focus that moves within a root isn't told outside.
      root.addEventListener('focusin', this.onFocus, true);
      this.#secrets.watch(root);
    });
    const field = element instanceof HTMLElement && mayBeField(element) ? element : undefined;
    this.#element = field;
    if (field === undefined) this.leave('none');
    else if (isSecretField(field)) this.leave('sensitive');
    else void this.enter(field);
  };

  private readonly onBlur = (event: FocusEvent): void => {
    // A window that isn't in front keeps the focus for when it is; the popup asks about that field.
    if (!isAlive() || event.relatedTarget !== null || focusedElement(() => undefined) === this.#element)
      return;
    this.#element = undefined;
    this.leave('none');
  };

  private async enter(element: HTMLElement): Promise<void> {
    this.#state = 'waiting';
    // Before anything is waited for: what is typed meanwhile is the person's.
    const text = textOf(element);
    this.#verdict ??= await this.ask({
      to: 'background',
      kind: 'focused',
      needsScript: script() === undefined,
    });
    // The focus may have moved on meanwhile, or the extension may be gone.
    if (this.#element !== element || this.#verdict === undefined) return;
    script()?.enter(element, this.#verdict, text);
    if (script() === undefined) this.#state = offStateOf(this.#verdict);
  }

  private leave(state: FieldStatus['state']): void {
    this.#state = state;
    script()?.leave();
  }

  private async ask(message: ToBackground): Promise<unknown> {
    try {
      return await chrome.runtime.sendMessage(message);
    } catch {
      // The background didn't start, or this extension was updated and the page has its old script still.
      if (!isAlive()) this.end();
      return undefined;
    }
  }

  private readonly onMessage = (
    message: unknown,
    _sender: unknown,
    answer: (status: FieldStatus) => void,
  ): boolean => {
    const { to, kind } = Object(message) as Record<string, unknown>;
    if (to !== 'frame') return false;
    if (kind === 'changed') {
      this.#verdict = undefined;
      if (this.#element !== undefined) this.onFocus();
      return false;
    }
    const status = this.status();
    if (status !== undefined) answer(status);
    else if (window === top) setTimeout(answer, framesFirstMs, { state: 'none', detail: '' });
    return status !== undefined || window === top;
  };

  /** Of the field that has the focus, if it is in this frame. */
  private status(): FieldStatus | undefined {
    if (this.#element === undefined) return undefined;
    const status = script()?.status();
    return status === undefined || status.state === 'none' ? { state: this.#state, detail: '' } : status;
  }

  private end(): void {
    removeEventListener('focusin', this.onFocus, true);
    removeEventListener('focusout', this.onBlur, true);
    this.#written.disconnect();
    this.#secrets.end();
    this.#element = undefined;
    script()?.end();
  }
}

function script(): FieldScript | undefined {
  return globalThis.forewordField;
}

/** Whether a person may write prose there; the rest is for the script for fields to see. */
function mayBeField(element: HTMLElement): boolean {
  return (
    element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement || element.isContentEditable
  );
}

function textOf(element: HTMLElement): string {
  return element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement
    ? element.value
    : element.innerText;
}

function offStateOf(verdict: unknown): FieldStatus['state'] {
  const { reason } = Object(verdict) as { reason?: FieldStatus['state'] };
  return reason ?? 'failed';
}
