import type { Box, CaretPlace, TextLayout } from '../adapters/adapter.js';
import { endsLine } from '../words.js';
import { Above } from './above.js';
import { make, setText } from './dom.js';
import { type Direction, standsAlone } from './script.js';
import { seenPart } from './viewport.js';

/** Where a ghost stands, in CSS pixels of the viewport. */
export interface GhostPlace {
  /** Where the ghost's first letter begins, or its lines if there are several; without a ghost, where the caret is. */
  edge: number;
  /** The upper edge of the caret's line and the lower edge of the ghost's last line. */
  top: number;
  bottom: number;
  isRightToLeft: boolean;
  /** Whether the ghost is drawn at all: in front of other text, or where there is no room, it is not. */
  isInline: boolean;
}

/**
 * A paragraph can only be laid out as a whole, and a longer one than this, in UTF-16 units, would take longer than a
 * key may.
 */
const maxParagraph = 20_000;

/** Keeps a line from collapsing, and lets it break at the caret, so that a ghost moves no word under way. */
const zeroWidthSpace = '\u200b';

/** The ghost text, drawn at the caret inside an invisible copy of the field's text: the mirror. */
export class Ghost {
  readonly #mark = make('span', 'ghost-mark', zeroWidthSpace);
  readonly #ghost = make('span', 'ghost');
  readonly #above = new Above();
  readonly #before = document.createTextNode('');
  readonly #after = document.createTextNode('');
  readonly #paragraph = make('div', 'paragraph', [this.#before, this.#mark, this.#ghost, this.#after]);
  readonly #mirror = make('div', 'mirror', [this.#above.element, this.#paragraph]);
  /** Clips the mirror to what can be seen of the field. */
  readonly frame = make('div', 'frame', [this.#mirror]);

  constructor() {
    this.frame.ariaHidden = 'true';
  }

  /** Draws `text` at the caret; gives nothing if the caret is out of sight, or its paragraph far too long. */
  show(text: string, layout: TextLayout, origin: { left: number; top: number }): GhostPlace | undefined {
    const { paragraph, visible } = layout;
    if (paragraph.before.length + paragraph.after.length > maxParagraph) {
      this.hide();
      return undefined;
    }
    this.frame.hidden = false;
    this.place(layout, origin);
    this.#above.draw(layout.above);
    setText(this.#ghost, '');
    setData(this.#before, layout.caret === undefined ? paragraph.before : '');
    setData(this.#after, `${layout.caret === undefined ? paragraph.after : ''}${zeroWidthSpace}`);
    if (layout.caret !== undefined) this.moveTo(layout.caret, layout.scale);
    const caret = this.#mark.getBoundingClientRect();
    if (!isInside(caret, visible) || !isInside(caret, seenPart())) {
      this.hide();
      return undefined;
    }
    // Where the text isn't aligned at its start, a line of the ghost's own would begin elsewhere.
    const isAway = Math.abs(caret.left - (layout.caret?.box.left ?? caret.left)) > 1;
    if (!isAway && endsLine(paragraph.after) && standsAlone(paragraph.before, text, directionOf(layout))) {
      this.fit(text, { caret, layout });
    }
    const isInline = this.#ghost.textContent !== '';
    const box = this.#ghost.getBoundingClientRect();
    const isOneLine = !isInline || isOnLineOf(caret, box);
    const isRightToLeft =
      isOneLine && (isInline ? box.left < caret.left - 1 : layout.style['direction'] === 'rtl');
    return {
      edge: isInline
        ? isOneLine
          ? this.edge(isRightToLeft)
          : box.left
        : (layout.caret?.box.left ?? caret.left),
      top: caret.top,
      bottom: isInline ? Math.max(box.bottom, caret.bottom) : caret.bottom,
      isRightToLeft,
      isInline,
    };
  }

  hide(): void {
    this.frame.hidden = true;
    setText(this.#ghost, '');
  }

  /** The side of the ghost's first letter on which the text begins: a space in front of it isn't seen. */
  private edge(isRightToLeft: boolean): number {
    const node = this.#ghost.firstChild;
    const text = this.#ghost.textContent;
    const spaces = text.length - text.trimStart().length;
    const range = document.createRange();
    if (node === null) range.selectNode(this.#mark);
    else {
      range.setStart(node, spaces);
      range.setEnd(node, text.length);
    }
    const { left, right } = range.getBoundingClientRect();
    return isRightToLeft ? right : left;
  }

  private place(
    { box, visible, scale, scroll, style, language, isSingleLine, caret }: TextLayout,
    origin: Pick<Box, 'left' | 'top'>,
  ) {
    const { frame } = this;
    const mirror = this.#mirror;
    for (const [name, value] of Object.entries(style)) {
      if (name !== 'color') mirror.style.setProperty(name, value);
    }
    this.#ghost.style.setProperty('--field-ink', style['color'] ?? 'currentcolor');
    mirror.lang = language;
    mirror.dataset['lines'] = isSingleLine ? 'one' : 'many';
    setBox(frame, {
      left: visible.left - origin.left,
      top: visible.top - origin.top,
      width: visible.width / scale,
      height: visible.height / scale,
    });
    frame.style.transform = scale === 1 ? '' : `scale(${scale})`;
    const from = caret === undefined ? box : { left: caret.lines.left, top: caret.box.top };
    setBox(mirror, {
      left: (from.left - visible.left) / scale - (caret === undefined ? scroll.left : 0),
      top: (from.top - visible.top) / scale - (caret === undefined ? scroll.top : 0),
      width: caret === undefined ? box.width : caret.lines.width / scale,
      height: isSingleLine && caret === undefined ? box.height : undefined,
    });
    if (caret === undefined) return;
    const { left, width } = caret.lines;
    const indent = style['direction'] === 'rtl' ? left + width - caret.box.left : caret.box.left - left;
    mirror.style.textIndent = `${indent / scale}px`;
  }

  /** Moves the mirror so that the line which the caret begins has its letters at the height of the field's. */
  private moveTo({ box, isOfLetters }: CaretPlace, scale: number): void {
    if (!isOfLetters) return;
    const off = box.top - this.#mark.getBoundingClientRect().top;
    this.#mirror.style.top = `${Number.parseFloat(this.#mirror.style.top) + off / scale}px`;
  }

  /**
   * Writes as many words of `text` as have room, the last followed by an ellipsis if there are more. Text that follows
   * must not be covered, so that in front of other lines the ghost has one line only.
   */
  private fit(text: string, { caret, layout }: { caret: DOMRect; layout: TextLayout }): void {
    const { visible, isSingleLine, isAtEnd } = layout;
    const seen = seenPart();
    const lowest = Math.min(visible.top + visible.height, seen.top + seen.height);
    let words = text;
    this.#ghost.textContent = words;
    // In a line that isn't aligned at its start the ghost would push the text away from where the field has it.
    if (Math.abs(this.#mark.getBoundingClientRect().left - caret.left) > 1) words = '';
    while (words !== '') {
      const box = this.#ghost.getBoundingClientRect();
      // The lowest line that is seen may be cut a little, and its letters are seen all the same.
      const isLow = box.bottom - caret.height / 3 > lowest;
      const isWide = box.left < visible.left - 1 || box.right > visible.left + visible.width + 1;
      const mustBeOneLine = isSingleLine || !isAtEnd;
      if (!isLow && !(isSingleLine && isWide) && !(mustBeOneLine && !isOnLineOf(caret, box))) return;
      words = words.replace(/\s*\S*$/, '');
      this.#ghost.textContent = words === '' ? '' : `${words}…`;
    }
    this.#ghost.textContent = '';
  }
}

function isOnLineOf(caret: DOMRect, ghost: DOMRect): boolean {
  return ghost.height < 1.5 * caret.height && ghost.top < caret.top + caret.height / 2;
}

function directionOf({ style }: TextLayout): Direction {
  return { direction: style['direction'] ?? 'ltr', unicodeBidi: style['unicode-bidi'] ?? 'normal' };
}

/** Sets a text without touching the document if it is there already. */
function setData(node: Text, text: string): void {
  if (node.data !== text) node.data = text;
}

/** Whether the caret's line can be seen at least by half. */
function isInside(caret: DOMRect, visible: Box): boolean {
  const middle = caret.top + caret.height / 2;
  if (visible.width === 0 || caret.height === 0) return false;
  const isHigh = middle >= visible.top && middle <= visible.top + visible.height;
  return isHigh && caret.left >= visible.left - 1 && caret.left <= visible.left + visible.width + 1;
}

function setBox(element: HTMLElement, box: Omit<Box, 'height'> & { height: number | undefined }): void {
  for (const [name, value] of Object.entries(box)) {
    element.style.setProperty(name, value === undefined ? 'auto' : `${value}px`);
  }
}
