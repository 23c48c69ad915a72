import { adapterFor } from 'foreword-field';
import { contenteditable } from 'foreword-field/contenteditable';
import { isPersonalField, isSecretField } from 'foreword-field/sensitive';
import type { FieldScript } from '../loader/shared.js';
import {
  type FieldState,
  type FieldStatus,
  type OnVerdict,
  verdict as verdictSchema,
} from '../protocol/background-messages.js';
import { orNothing } from '../protocol/check.js';
import type { EngineState } from '../protocol/field-messages.js';
import { FieldLife } from './life.js';
import type { Link } from './link.js';
import { isCode, isUnsupported } from './unsupported.js';

/** Fields of one frame that the engine remembers; the least recently left goes first. */
const maxSessions = 4;

/** How often it is looked whether the extension is still there, while a field has the focus, in milliseconds. */
const lookEveryMs = 1_000;

/** The fields of one frame. One has the focus at a time, and only that one has anything of ours. */
export class Fields implements FieldScript {
  #life: { element: HTMLElement; life: FieldLife } | undefined;
  #state: FieldState = 'none';
  #error = '';
  /** What the field that has the focus was attached with. */
  #heard = '';
  #engine: { state: EngineState; message: string } = { state: 'unloaded', message: '' };
  /** Sessions by field, the one used last at the end. */
  readonly #sessions = new Map<HTMLElement, number>();
  #lastSession = 0;
  #looking: ReturnType<typeof setInterval> | undefined;
  readonly #look = (): void => {
    this.link.look();
  };

  constructor(private readonly link: Link) {}

  enter(element: HTMLElement, answered: unknown, text: string): void {
    const host = editingHost(element);
    const verdict = orNothing(verdictSchema, answered);
    if (verdict === undefined || verdict.state === 'off') {
      this.leave();
      this.#state = verdict === undefined ? 'failed' : verdict.reason;
      return;
    }
    const heard = JSON.stringify(verdict);
    if (this.#life?.element === host && this.#heard === heard) return;
    this.leave();
    this.#heard = heard;
    try {
      this.#state = this.attach(host, verdict, text);
    } catch (error) {
      // Whatever it is, it must not become the page's trouble.
      this.#state = 'failed';
      this.#error = error instanceof Error ? error.message : String(error);
    }
    this.link.focused(this.#state === 'on' || this.#state === 'unlearned');
  }

  leave(): void {
    this.watch(false);
    this.#life?.life.end(true);
    this.#life = undefined;
    this.#state = 'none';
    this.link.focused(false);
  }

  end(): void {
    this.watch(false);
    this.#life?.life.end(false);
    this.#life = undefined;
    this.#state = 'none';
    this.link.end();
  }

  engineIs(state: EngineState, message: string): void {
    this.#engine = { state, message };
    if (state === 'ready') this.#error = '';
  }

  status(): FieldStatus {
    const isOn = this.#state === 'on' || this.#state === 'unlearned';
    if (isOn && this.#engine.state === 'failed') return { state: 'failed', detail: this.#engine.message };
    if (isOn && this.#engine.state === 'loading') return { state: 'loading', detail: this.#engine.message };
    return { state: this.#state, detail: this.#error };
  }

  private attach(element: HTMLElement, verdict: OnVerdict, textBefore: string): FieldState {
    if (isSecretField(element)) return 'sensitive';
    if (isUnsupported(element)) return 'unsupported';
    if (verdict.isQuietInCode && isCode(element)) return 'code';
    const adapter = adapterFor(element) ?? contenteditable(element);
    if (adapter === undefined) return 'unsupported';
    const isUnlearned = isPersonalField(element);
    const life = new FieldLife({
      ...{
        element,
        adapter,
        link: this.link,
        session: this.sessionOf(element),
        verdict,
        isUnlearned,
        textBefore,
      },
      onError: (error) => {
        this.#error = error instanceof Error ? error.message : String(error);
      },
    });
    this.#life = { element, life };
    this.watch(true);
    return isUnlearned ? 'unlearned' : 'on';
  }

  /** Before any key of a field is used it is seen whether this script may still use keys at all. */
  private watch(isOn: boolean): void {
    clearInterval(this.#looking);
    removeEventListener('keydown', this.#look, true);
    if (!isOn) return;
    addEventListener('keydown', this.#look, true);
    this.#looking = setInterval(this.#look, lookEveryMs);
  }

  private sessionOf(element: HTMLElement): number {
    const session = this.#sessions.get(element) ?? (this.#lastSession += 1);
    this.#sessions.delete(element);
    this.#sessions.set(element, session);
    for (const [other, old] of this.#sessions) {
      if (this.#sessions.size <= maxSessions && other.isConnected) continue;
      this.#sessions.delete(other);
      this.link.tell({ kind: 'close', session: old });
    }
    return session;
  }
}

/** The element whose `contenteditable` makes `element` editable; a field itself. */
function editingHost(element: HTMLElement): HTMLElement {
  let host = element;
  while (host.isContentEditable && host.parentElement?.isContentEditable === true) host = host.parentElement;
  return host;
}
