import type { Draft } from 'foreword';
import { type Offer, firstWord, maxDrafts } from './offer.js';
import type { Asking } from './page-engine.js';

/** A pause in typing that is long enough to be one: between the letters of a word there are 100 to 300 ms. */
const pauseMs = 450;

/**
 * Uses a pause to have all layers of the model write the drafts again, which takes several times as long as the drafting
 * decoder and yields better sentences.
 */
export class SecondLook {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | undefined;

  constructor(
    private readonly engine: Asking,
    private readonly events: {
      /** All layers have written drafts for `before`. */
      onDrafts(before: string, drafts: readonly Draft[]): void;
      /** A look is planned or under way, or no longer. */
      onBusy(isBusy: boolean): void;
      onError(error: unknown): void;
    },
  ) {}

  /** Looks again at `before` unless cancelled within the pause. */
  plan(before: string): void {
    this.cancel();
    this.events.onBusy(true);
    this.#timer = setTimeout(() => {
      void this.look(before);
    }, pauseMs);
  }

  /** Gives up what was planned or is under way. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = undefined;
    this.events.onBusy(false);
  }

  private async look(before: string): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const { drafts } = await this.engine.complete(
        { before },
        {
          drafts: maxDrafts,
          tokens: 8,
          depth: 'full',
          signal: abort.signal,
        },
      );
      if (!abort.signal.aborted) this.events.onDrafts(before, drafts);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) this.events.onError(error);
    } finally {
      if (this.#abort === abort) this.events.onBusy(false);
    }
  }
}

/**
 * The offer with what all layers wrote in place of the drafts that nobody has seen. The ghost keeps its words, which may be
 * under a person's eyes or about to be taken; it gets longer where the better draft begins with them.
 */
export function lookedAtAgain(shown: Offer, better: readonly Draft[]): Offer {
  const again = shown.drafts.map((draft, position) => {
    const same = better.find(({ text }) => firstWord(text) === firstWord(draft.text));
    if (same === undefined) return draft;
    return position !== shown.chosen || same.text.startsWith(draft.text) ? same : draft;
  });
  const [first = shown.drafts[0], ...others] = again;
  return { ...shown, drafts: [first, ...others] };
}
