import { frameOf } from '../adapters/frames.js';
import { parentOf } from '../adapters/visible.js';
import { styleSheet } from './styles.js';

/** Pointer events that a page must not see: a click on a suggestion is no click outside of its own parts. */
const kept = [
  'pointerdown',
  'pointerup',
  'mousedown',
  'mouseup',
  'click',
  'dblclick',
  'auxclick',
  'touchstart',
  'touchend',
];

/** Elements above everything else. `:is` skips what a browser doesn't know. */
const topLayer = ':is(dialog:modal, :popover-open, :fullscreen)';

/** The one element of ours in the document, with a shadow root. It is there only while its field has the focus. */
export class OverlayHost {
  readonly element = document.createElement('foreword-overlay');
  readonly root: ShadowRoot;

  constructor(mode: ShadowRootMode) {
    this.root = this.element.attachShadow({ mode });
    this.element.popover = 'manual';
    this.root.adoptedStyleSheets = [styleSheet()];
    for (const type of kept) {
      this.root.addEventListener(type, (event) => {
        event.stopPropagation();
      });
    }
    // Otherwise the field would lose focus and selection.
    this.root.addEventListener('mousedown', (event) => {
      event.preventDefault();
    });
  }

  /**
   * Puts the overlay above `field`: at the end of the document, outside of its body, which pages hide and replace; or
   * into the modal dialog that `field` is in, since everything outside of one is inert. There it is a popover, which
   * lies above everything and is clipped by nothing.
   */
  mount(field: Element): void {
    const parent = topmost(field) ?? document.documentElement;
    if (this.element.parentNode !== parent) parent.append(this.element);
    // Browsers without popovers still have the style sheet's `z-index`.
    if ('popover' in this.element && !this.element.matches(':popover-open')) this.element.showPopover();
  }

  unmount(): void {
    this.element.remove();
  }

  /** Where the overlay's own corner is, in CSS pixels of the viewport: positions inside are relative to it. */
  get origin(): { left: number; top: number } {
    return this.element.getBoundingClientRect();
  }
}

/** The innermost element of this window's top layer that `field` is in. */
function topmost(field: Element): Element | undefined {
  let at: Element | undefined = field;
  while (at !== undefined) {
    const frame = frameOf(at);
    if (frame === undefined && at.matches(topLayer)) return at;
    at = parentOf(at) ?? frame;
  }
  return undefined;
}
