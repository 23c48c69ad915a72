import type { Box } from '../adapters/adapter.js';
import type { GhostPlace } from './ghost.js';

/** Width that the list needs at least; near an edge it moves away from the caret. */
const minWidth = 300;
const maxWidth = 480;
/** In a narrower window the list takes all of the width. */
const narrow = 640;
/** Distance from the edge of what it must stay in, and from the ghost. */
const margin = 12;
const gap = 5;
const edgeMargin = 4;
/** A list that has to be scrolled is at least so high. */
const minHeight = 60;

/** Where a part may stand. All are in CSS pixels of the viewport. */
export interface Around {
  ghost: Pick<GhostPlace, 'edge' | 'top' | 'bottom' | 'isRightToLeft'>;
  field: Box;
  /** The part of the window that is seen. */
  seen: Box;
}

/** The corner of a part, and how large it may be. */
export interface Placed {
  left: number;
  top: number;
  maxHeight: number;
}

/** How wide the list is, or at most. */
export function widthOfList({ field, seen }: Around): { max: number; isFixed: boolean } {
  const { from, to } = boundsOf(field, seen);
  const isNarrow = seen.width <= narrow;
  const room = Math.max(0, to - from - 2 * margin);
  return { max: isNarrow ? room : Math.min(maxWidth, room), isFixed: isNarrow };
}

/**
 * Where a part of this size stands: its text, `inset` from its side, begins where the ghost's text begins, as far as it
 * stays in the field if that is wide enough. It is beneath the ghost, or above the caret's line where there is no room
 * beneath; never outside of what is seen.
 */
export function placeOf(
  { ghost, field, seen }: Around,
  size: { width: number; height: number },
  inset = 0,
): Placed {
  const { from, to } = boundsOf(field, seen);
  const wanted = ghost.isRightToLeft ? ghost.edge + inset - size.width : ghost.edge - inset;
  const isWide = size.width > to - from - 2 * edgeMargin;
  const left = isWide ? from : clamp(wanted, from + edgeMargin, to - edgeMargin - size.width);
  const highest = seen.top + edgeMargin;
  const lowest = seen.top + seen.height - edgeMargin;
  const beneath = lowest - (ghost.bottom + gap);
  const above = ghost.top - gap - highest;
  const isBeneath = size.height <= beneath || beneath >= above;
  const maxHeight = Math.max(minHeight, isBeneath ? beneath : above);
  const height = Math.min(size.height, maxHeight);
  const top = clamp(isBeneath ? ghost.bottom + gap : ghost.top - gap - height, highest, lowest - height);
  return { left, top, maxHeight };
}

/** The field as far as it is seen, or all that is seen where that is too narrow. */
function boundsOf({ left, width }: Box, seen: Box): { from: number; to: number } {
  const right = seen.left + seen.width;
  const from = Math.max(seen.left, left);
  const to = Math.min(right, left + width);
  return to - from < minWidth ? { from: seen.left, to: right } : { from, to };
}

function clamp(value: number, from: number, to: number): number {
  return Math.max(from, Math.min(value, to));
}
