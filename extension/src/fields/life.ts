import { type Attached, type FieldAdapter, type FieldSession, attach } from 'foreword-field';
import { shortened } from 'foreword-ui/settings';
import type { OnVerdict } from '../protocol/background-messages.js';
import { limits } from '../protocol/limits.js';
import { ownText } from './finished.js';
import type { Link } from './link.js';
import { randomName } from './random-name.js';

export interface LifeParts {
  readonly element: HTMLElement;
  readonly adapter: FieldAdapter;
  readonly link: Link;
  /** Number of the field's session, in this frame. */
  readonly session: number;
  readonly verdict: OnVerdict;
  /** Nothing must be learned of this field, whatever was set. */
  readonly isUnlearned: boolean;
  /** What stood in the field when it got the focus. */
  readonly textBefore: string;
  /** The engine failed, or answered again. */
  readonly onError: (error: unknown) => void;
}

/** The tests look into the overlay; nobody else can. */
declare const OPEN_SHADOW: boolean;

/** Edge draws predictions of its own where ours stand; elsewhere nothing has to be said to the browser. */
const hasOwnPredictions = navigator.userAgent.includes('Edg/');

/** So long after Enter a page has emptied its field, if Enter sends, in milliseconds. */
const sendingMs = 300;

/** A field while it has the focus: drafts are offered in it, and what was written is told when it is left. */
export class FieldLife {
  readonly #attached: Attached | undefined;
  readonly #listening = new AbortController();
  readonly #pasted: string[] = [];
  /** Names the text that is written, whose later versions replace what was learned of the earlier ones. */
  #origin = randomName();
  #textBefore: string;
  #isWritten = false;
  #counts = noCounts();
  #isOffered = false;

  constructor(private readonly parts: LifeParts) {
    const { element, adapter, verdict } = parts;
    this.#textBefore = parts.textBefore;
    this.#attached = attach(element, this.session(), {
      adapter,
      shadow: OPEN_SHADOW ? 'open' : 'closed',
      setsAttributes: hasOwnPredictions,
      complete: verdict.complete,
      keys: verdict.keys,
      mayLookAgain: () => verdict.mayLookAgain && verdict.length !== 'word',
      mayAnnounce: () => verdict.mayAnnounce,
      onSuggestion: (offer) => {
        this.#isOffered = offer !== undefined;
      },
      onAccept: (text) => {
        this.#counts.inserted += text.length;
        this.#counts.taken += 1;
        this.#isWritten = true;
      },
      onError: parts.onError,
    });
    this.listen();
  }

  get isAttached(): boolean {
    return this.#attached !== undefined;
  }

  /** Takes everything back; with `isFinished` what was written is told to be learned. */
  end(isFinished: boolean): void {
    this.#listening.abort();
    this.#attached?.detach();
    if (isFinished) this.finish(this.text);
  }

  private session(): FieldSession {
    const { link, session, verdict, isUnlearned, element } = this.parts;
    const field = {
      isLine: element instanceof HTMLInputElement,
      isUnlearned: isUnlearned || !verdict.mayLearn,
    };
    return {
      complete: async (
        { before, after = '' },
        { signal, drafts, tokens, minConfidence, budgetMs, trailingSpace, depth, foresee } = {},
      ) => {
        const asked = { drafts, tokens, minConfidence, budgetMs, trailingSpace, depth, foresee };
        const completion = await link.complete(
          {
            session,
            before: before.slice(-limits.before),
            after: after.slice(0, limits.after),
            asked,
            field,
          },
          signal,
        );
        return { ...completion, drafts: shortened(completion.drafts, verdict.length) };
      },
      focus: () => {
        link.tell({ kind: 'focus', session });
      },
      dispose: () => undefined,
    };
  }

  private listen(): void {
    const { element } = this.parts;
    const on = <T extends keyof HTMLElementEventMap>(
      type: T,
      run: (event: HTMLElementEventMap[T]) => void,
    ) => {
      element.addEventListener(type, run, { signal: this.#listening.signal, capture: true });
    };
    on('paste', ({ clipboardData }) => {
      this.#pasted.push(clipboardData?.getData('text/plain') ?? '');
    });
    on('input', () => {
      this.#isWritten = true;
    });
    on('keydown', (event) => {
      const { key, shiftKey, isComposing } = event;
      if (isComposing) return;
      if (this.#isOffered) this.mayDismiss(event);
      if (key.length === 1 || key === 'Backspace' || key === 'Enter') this.#counts.typed += 1;
      if (key === 'Enter' && !shiftKey && this.#isWritten) this.maySend(this.text);
    });
  }

  /** A key that is ours and makes drafts go without taking one dismisses them. */
  private mayDismiss(event: KeyboardEvent): void {
    const { taken } = this.#counts;
    setTimeout(() => {
      const isDismissed = event.defaultPrevented && !this.#isOffered && this.#counts.taken === taken;
      if (isDismissed) this.#counts.dismissed += 1;
    });
  }

  /** Messengers send with Enter and empty the field: then its text is finished, and another one begins. */
  private maySend(text: string): void {
    setTimeout(() => {
      if (this.#listening.signal.aborted || text.trim() === '' || this.text.trim() !== '') return;
      this.finish(text);
      this.#textBefore = '';
      this.#pasted.length = 0;
      this.#origin = randomName();
    }, sendingMs);
  }

  private finish(text: string): void {
    const { link, session, verdict, isUnlearned, element } = this.parts;
    const isWritten = this.#isWritten;
    if (isWritten) link.tell({ kind: 'count', ...this.#counts });
    this.#isWritten = false;
    this.#counts = noCounts();
    if (!isWritten || isUnlearned || !verdict.mayLearn || element instanceof HTMLInputElement) return;
    const own = ownText(this.#textBefore, text, this.#pasted);
    if (own !== '' && own.length <= limits.learned) {
      link.tell({ kind: 'learn', session, text: own, origin: this.#origin });
    }
  }

  private get text(): string {
    const { element } = this.parts;
    return element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement
      ? element.value
      : element.innerText;
  }
}

function noCounts() {
  return { typed: 0, inserted: 0, taken: 0, dismissed: 0 };
}
