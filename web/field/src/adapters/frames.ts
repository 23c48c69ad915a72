import type { Box } from './adapter.js';

/** The frame in which `element` is; `undefined` in the window that this code runs in. */
export function frameOf(element: Element): HTMLElement | undefined {
  const { ownerDocument } = element;
  const frame = ownerDocument === document ? null : ownerDocument.defaultView?.frameElement;
  return frame == null ? undefined : (frame as HTMLElement);
}

/** A box of the window that is inside of `frame`, in CSS pixels of the window around it. */
export function outOf<B extends Pick<Box, 'left' | 'top'>>(frame: HTMLElement, box: B): B {
  const { left, top } = frame.getBoundingClientRect();
  return { ...box, left: box.left + left + frame.clientLeft, top: box.top + top + frame.clientTop };
}

/** A box of `element`'s window, in CSS pixels of the window that this code runs in. */
export function movedOut<B extends Pick<Box, 'left' | 'top'>>(box: B, element: Element): B {
  const frame = frameOf(element);
  return frame === undefined ? box : movedOut(outOf(frame, box), frame);
}
