import type { Box } from '../adapters/adapter.js';

/**
 * The part of the window that is seen, in CSS pixels of the viewport: an on-screen keyboard covers some of it, and who
 * zooms in with two fingers sees less.
 */
export function seenPart(): Box {
  const { clientWidth, clientHeight } = document.documentElement;
  const seen = window.visualViewport;
  if (seen === null) return { left: 0, top: 0, width: clientWidth, height: clientHeight };
  const { offsetLeft, offsetTop, width, height } = seen;
  return {
    left: offsetLeft,
    top: offsetTop,
    // The visual viewport doesn't know of scrollbars that lie beside the page.
    width: Math.min(width, clientWidth),
    height: Math.min(height, clientHeight),
  };
}
