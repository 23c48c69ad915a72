import { type Offer, ghostOf } from './offer.js';

/** A pause in typing after which the suggestion is read out; sooner it would talk over the person's own keys. */
const announceAfterMs = 700;

/** What a screen reader is told. */
export class Announcer {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param say - Puts a text into the live region; an empty one clears it. */
  constructor(private readonly say: (text: string) => void) {}

  /** Announces the suggestion, unless something else is announced within the pause. */
  offer(offer: Offer): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const others = offer.drafts.length - 1;
      this.say(`Suggestion: ${ghostOf(offer).text.trim()}${others > 0 ? `; ${others} more` : ''}`);
    }, announceAfterMs);
  }

  /** The person goes on: what was planned is not announced, what was said stays. */
  wait(): void {
    clearTimeout(this.#timer);
  }

  inserted(text: string): void {
    this.now(`Inserted: ${text.trim()}`);
  }

  exchanged(offer: Offer): void {
    this.now(ghostOf(offer).text.trim());
  }

  /** Takes back what is planned and clears what was said. */
  silence(): void {
    this.now('');
  }

  private now(text: string): void {
    clearTimeout(this.#timer);
    this.say(text);
  }
}
