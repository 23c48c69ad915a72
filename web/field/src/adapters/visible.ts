import type { Box } from './adapter.js';
import { frameOf, outOf } from './frames.js';

/** What ancestors and frames that clip their content leave of `box`, in CSS pixels of the window of this code. */
export function visiblePart(element: Element, box: Box): Box {
  const { body, documentElement } = element.ownerDocument;
  let part = box;
  for (let parent = parentOf(element); parent !== undefined; parent = parentOf(parent)) {
    if (parent === body || parent === documentElement) break;
    if (getComputedStyle(parent).overflow === 'visible') continue;
    part = common(part, parent.getBoundingClientRect());
  }
  const frame = frameOf(element);
  if (frame === undefined) return part;
  const { clientWidth: width, clientHeight: height } = frame;
  return visiblePart(frame, common(outOf(frame, part), outOf(frame, { left: 0, top: 0, width, height })));
}

/** The part that two boxes have in common; without width or height if there is none. */
function common(one: Box, other: Box): Box {
  const left = Math.max(one.left, other.left);
  const top = Math.max(one.top, other.top);
  const right = Math.min(one.left + one.width, other.left + other.width);
  const bottom = Math.min(one.top + one.height, other.top + other.height);
  return { left, top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

/** The parent on screen: the slot or the host where the tree goes through a shadow root. */
export function parentOf(element: Element): Element | undefined {
  if (element.assignedSlot !== null) return element.assignedSlot;
  const { parentNode } = element;
  // Classes of nodes of another window are others.
  if (parentNode?.nodeType === 11) return (parentNode as ShadowRoot).host;
  return parentNode?.nodeType === 1 ? (parentNode as Element) : undefined;
}
