import type { FieldStatus } from '../protocol/background-messages.js';

/** What the script for fields offers the loader, in the world of the page's content scripts. */
export interface FieldScript {
  /** A field has the focus; `verdict` is what the background answered, `text` what stood there when it got the focus. */
  enter(element: HTMLElement, verdict: unknown, text: string): void;
  /** No field has the focus. */
  leave(): void;
  /** Takes everything back. */
  end(): void;
  status(): FieldStatus;
}

declare global {
  /** Content scripts of one frame share a world that the page can't see. */
  var forewordField: FieldScript | undefined;
  var forewordLoader: true | undefined;
}
