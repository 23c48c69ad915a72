/** Calls `onMove` once in a frame in which `field` may have moved, or its text may be laid out anew; returns the end of it. */
export function follow(field: HTMLElement, onMove: () => void): () => void {
  const listening = new AbortController();
  let frame = 0;
  const moved = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(onMove);
  };
  const options = { capture: true, passive: true, signal: listening.signal };
  // A scroll event doesn't leave the shadow root in which it happens, hence the field's own.
  for (const target of new Set([field, document, field.ownerDocument]))
    target.addEventListener('scroll', moved, options);
  for (const type of ['resize', 'load', 'transitionend']) window.addEventListener(type, moved, options);
  // The on-screen keyboard, and two fingers.
  for (const type of ['resize', 'scroll']) {
    window.visualViewport?.addEventListener(type, moved, { signal: listening.signal });
  }
  document.fonts.addEventListener('loadingdone', moved, { signal: listening.signal });
  const observer = new ResizeObserver(moved);
  observer.observe(field);
  observer.observe(document.documentElement);
  return () => {
    cancelAnimationFrame(frame);
    listening.abort();
    observer.disconnect();
  };
}
