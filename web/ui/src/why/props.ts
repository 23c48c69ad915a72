import type { RememberedMessage, Why, WhyWord } from 'foreword';

/** What an explanation of a draft is given. */
export interface WhyDraftProps {
  why: Why;
  /** Finds the messages that a word comes from. Without it only their number is shown. */
  messages?: ((word: WhyWord) => Promise<RememberedMessage[]>) | undefined;
  /** Opens a message on the page of everything that was learned. */
  onOpen?: ((message: RememberedMessage) => void) | undefined;
}
