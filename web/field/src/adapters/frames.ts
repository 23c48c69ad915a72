import type { Box } from './adapter.js';

/** The frame in which `element` is; `undefined` in the window that this code runs in. */
export function frameOf(element: Element): HTMLElement | undefined {
  const { ownerDocument } = element;
  const frame = ownerDocument === document ? null : ownerDocument.defaultView?.frameElement;
  return frame == null ? undefined : (frame as HTMLElement);
}

/** Pixels of its viewport for one pixel of `element`: other than 1 where it, or an ancestor, is scaled. */
export function scaleOf(element: HTMLElement): number {
  const { width } = element.getBoundingClientRect();
  const ratio = element.offsetWidth > 0 ? width / element.offsetWidth : 1;
  // The offset's width is a whole number, the rectangle's isn't.
  return Math.abs(ratio - 1) < 0.02 ? 1 : ratio;
}

/** Pixels of the viewport of this code for one pixel of `element`'s. */
export function scaleOfFrames(element: Element): number {
  const frame = frameOf(element);
  return frame === undefined ? 1 : scaleOf(frame) * scaleOfFrames(frame);
}

/** A box of the window that is inside of `frame`, in CSS pixels of the window around it. */
export function outOf(frame: HTMLElement, box: Box): Box {
  const { left, top } = frame.getBoundingClientRect();
  const scale = scaleOf(frame);
  return {
    left: left + (frame.clientLeft + box.left) * scale,
    top: top + (frame.clientTop + box.top) * scale,
    width: box.width * scale,
    height: box.height * scale,
  };
}

/** A box of `element`'s window, in CSS pixels of the window that this code runs in. */
export function movedOut(box: Box, element: Element): Box {
  const frame = frameOf(element);
  return frame === undefined ? box : movedOut(outOf(frame, box), frame);
}
