import type { Box } from '../adapters/adapter.js';
import type { GhostPlace } from './ghost.js';

/** Width that the list needs at least; near an edge it moves away from the caret. */
const minWidth = 300;
const maxWidth = 480;
/** In a narrower viewport the list takes all of the width. */
const narrow = 640;
/** Distance from the edge of what it must stay in, and from the ghost. */
const margin = 12;
const gap = 5;

export interface Around {
  ghost: GhostPlace;
  field: Box;
  /** The overlay's own corner, in CSS pixels of the viewport. */
  origin: { left: number; top: number };
}

/** Places the list beneath the ghost: within the field if that is wide enough, and within the viewport always. */
export function placeList(list: HTMLElement, around: Around): void {
  const { from, to } = boundsOf(around.field);
  const isNarrow = document.documentElement.clientWidth <= narrow;
  const start = isNarrow ? margin : startOf(around);
  const room = Math.max(0, to - from - start - margin);
  list.style.maxWidth = `${isNarrow ? room : Math.min(maxWidth, room)}px`;
  list.style.width = isNarrow ? `${room}px` : '';
  place(list, { ...around, start });
}

/** Places the hint beneath the ghost, like the list. */
export function placeHint(hint: HTMLElement, around: Around): void {
  place(hint, { ...around, start: startOf(around) });
}

function boundsOf({ left, width }: Box): { from: number; to: number } {
  const { clientWidth } = document.documentElement;
  if (width < minWidth) return { from: 0, to: clientWidth };
  return { from: Math.max(0, left), to: Math.min(clientWidth, left + width) };
}

/** Distance of the caret from the side on which the text begins. */
function startOf({ ghost, field }: Around): number {
  const { from, to } = boundsOf(field);
  const room = Math.max(0, to - from - minWidth);
  return Math.max(0, Math.min(ghost.isRightToLeft ? to - ghost.left : ghost.left - from, room));
}

/** Beneath the ghost, or above the caret's line where there is no room beneath. */
function place(part: HTMLElement, { ghost, field, origin, start }: Around & { start: number }): void {
  const { from, to } = boundsOf(field);
  const { width, height } = part.getBoundingClientRect();
  const left = ghost.isRightToLeft ? to - start - width : from + start;
  const isBeneath =
    ghost.bottom + gap + height <= document.documentElement.clientHeight || ghost.top - gap - height < 0;
  const top = isBeneath ? ghost.bottom + gap : ghost.top - gap - height;
  part.style.left = `${left - origin.left}px`;
  part.style.top = `${top - origin.top}px`;
}
