import type { Explained } from '../explainer.js';
import type { Offer } from '../offer.js';

/** How an offer was drawn; neither way where the caret is out of sight. */
export interface Drawn {
  /** As ghost text at the caret. */
  readonly isGhost: boolean;
  /** As a list of all drafts. */
  readonly isList: boolean;
}

/** No offer is drawn. */
export const notDrawn: Drawn = { isGhost: false, isList: false };

/** What shows offers. The controller knows nothing else of the screen. */
export interface View {
  /** The field got the focus: a view makes itself known to screen readers now, before there is anything to say. */
  enter(): void;
  /** The field lost the focus. */
  leave(): void;
  /**
   * @param options.isOpen - Whether all drafts are wanted, not just the ghost.
   * @param options.explained - The draft that is explained in the list.
   */
  show(offer: Offer, options: { isOpen: boolean; explained?: Explained | undefined }): Drawn;
  hide(): void;
  /** Puts a text into the live region. */
  say(text: string): void;
  dispose(): void;
}

/** What a person does with the view. */
export interface ViewEvents {
  /** The draft at this position was clicked in the list. */
  onPick: (position: number) => void;
  /** The pointer is on the draft at this position in the list. */
  onPoint: (position: number) => void;
  /** The pointer asks for the list. */
  onOpen: () => void;
  /** The pointer asks why the ghost is as it is. */
  onExplain: () => void;
  /** The page moved beneath the view, and the offer is drawn like this now. */
  onDrawn: (drawn: Drawn) => void;
}

/** Shows nothing: for a page that draws suggestions itself. */
export const noView: View = {
  enter: () => undefined,
  leave: () => undefined,
  show: () => ({ isGhost: true, isList: false }),
  hide: () => undefined,
  say: () => undefined,
  dispose: () => undefined,
};
