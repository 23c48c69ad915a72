import type { Explanation } from './explainer.js';
import { type Offer, ghostOf } from './offer.js';
import { pieces } from './words.js';

/** A pause in typing after which the suggestion is read out; sooner it would talk over the person's own keys. */
const announceAfterMs = 700;

/**
 * What a screen reader is told: whole words, one suggestion a pause and none twice, and the answer to every key that
 * exchanges or takes a draft.
 */
export class Announcer {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #planned: Offer | undefined;
  /** A suggestion was said, or was the same as before, since the text last changed. */
  #isDone = false;
  /** The text that the last suggestion said would make. */
  #said = '';
  #isSuggestionStanding = false;

  constructor(
    /** Puts a text into the live region; an empty one clears it. */
    private readonly say: (text: string) => void,
    private readonly mayAnnounce: () => boolean,
  ) {}

  /** Announces the suggestion once the person has paused; a later one in the same pause takes its place until then. */
  offer(offer: Offer): void {
    this.#planned = offer;
    if (this.#isDone) return;
    this.#timer ??= setTimeout(() => {
      this.suggest();
    }, announceAfterMs);
  }

  /** The text changed: what was planned is not announced, and a suggestion that was is no longer true. */
  wait(): void {
    this.cancel();
    if (this.#isSuggestionStanding) this.now('');
  }

  /** `text` was inserted after `before`. */
  inserted(before: string, text: string): void {
    this.now(`Inserted: ${wholeWords(before, text)}`);
  }

  /** Another draft is the ghost now, and said at once. */
  exchanged(offer: Offer): void {
    this.cancel();
    this.#isDone = true;
    this.#said = made(offer);
    this.now(wholeWords(offer.before, ghostOf(offer).text));
  }

  /** Why the draft is as it is. */
  explained({ parts, notes }: Explanation): void {
    const words = parts.map(({ text, source }) => `${text.trim()}: ${source}`).join(', ');
    this.now([words, ...notes].join('. '));
  }

  /** Takes back what is planned and clears what was said. */
  silence(): void {
    this.cancel();
    this.now('');
  }

  private suggest(): void {
    const offer = this.#planned;
    this.cancel();
    this.#isDone = true;
    if (offer === undefined || made(offer) === this.#said) return;
    this.#said = made(offer);
    const others = offer.drafts.length - 1;
    const more = others > 0 ? `; ${others} more` : '';
    this.now(`Suggestion: ${wholeWords(offer.before, ghostOf(offer).text)}${more}`);
    this.#isSuggestionStanding = true;
  }

  private cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#planned = undefined;
    this.#isDone = false;
  }

  private now(text: string): void {
    this.#isSuggestionStanding = false;
    if (text === '' || this.mayAnnounce()) this.say(text);
  }
}

/** Windows of a long text move; its end tells one place from another. */
const remembered = 400;

function made(offer: Offer): string {
  return `${offer.before.slice(-remembered)}${ghostOf(offer).text}`.slice(-remembered);
}

/** Half a word is no word to listen to. */
function wholeWords(before: string, text: string): string {
  const { begun, rest } = pieces(before, text);
  return begun + rest;
}
