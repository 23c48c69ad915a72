import type { Box, CaretPlace, TextLayout } from '../adapters/adapter.js';
import { movedOut, scaleOf } from '../adapters/frames.js';
import { copiedFrom, measure } from '../adapters/measure.js';
import { paragraphOf } from '../adapters/window.js';
import type { Surroundings } from '../offer.js';
import { isRightToLeft } from '../words.js';
import { Blocks } from './blocks.js';
import { type Point, isElement, isText } from './leaves.js';

/** How the block of `host` in which the caret stands is laid out, so that a ghost can be drawn over it. */
export function layoutAt(host: HTMLElement, point: Point, { before, after }: Surroundings): TextLayout {
  const measured = measure(host);
  const block = new Blocks(host).of(point.node) ?? host;
  const parent = isElement(point.node) ? point.node : (point.node.parentElement ?? block);
  const ofBlock = getComputedStyle(block);
  const style: Record<string, string> = {
    ...copiedFrom(getComputedStyle(parent)),
    'line-height': ofBlock.lineHeight,
  };
  for (const side of ['left', 'right', 'top', 'bottom']) style[`padding-${side}`] = '0px';
  const { paragraph } = paragraphOf(before + after, { start: before.length, end: before.length });
  // The mirror has the ghost alone, which must not decide in which direction its line runs.
  const bidi = ofBlock.unicodeBidi;
  style['direction'] = bidi === 'plaintext' ? directionOf(paragraph) : ofBlock.direction;
  style['unicode-bidi'] = 'isolate';
  const inside = contentOf(block, ofBlock, scaleOf(host));
  const isRight = style['direction'] === 'rtl';
  const letters = lettersAt(point);
  const line = {
    left: isRight ? inside.left + inside.width : inside.left,
    top: inside.top,
    width: 0,
    height: 0,
  };
  const caret: CaretPlace = {
    box: movedOut(letters ?? line, host),
    isOfLetters: letters !== undefined,
    lines: movedOut(inside, host),
  };
  return {
    ...measured,
    style,
    caret,
    above: undefined,
    paragraph,
    isAtEnd: after.trim() === '' && isLast(block, host),
    isSingleLine: /^(pre|nowrap)$/.test(ofBlock.whiteSpace),
  };
}

/** The caret's box; `undefined` where no letter stands beside it, as in an empty paragraph. */
function lettersAt({ node, offset }: Point): Box | undefined {
  const range = node.ownerDocument?.createRange();
  if (range === undefined) return undefined;
  range.setStart(node, offset);
  range.collapse(true);
  const [box] = range.getClientRects();
  if (box !== undefined && box.height > 0) return box;
  if (!isText(node) || offset === 0) return undefined;
  range.setStart(node, offset - 1);
  const last = [...range.getClientRects()].at(-1);
  return last && { left: last.right, top: last.top, width: 0, height: last.height };
}

/** What `block`'s lines have: its box without borders and padding, in CSS pixels of its viewport. */
function contentOf(block: Element, computed: CSSStyleDeclaration, scale: number): Box {
  const { left, top, right, bottom } = block.getBoundingClientRect();
  const edge = (side: string) =>
    scale *
    ['border', 'padding'].reduce((sum, kind) => {
      const value = computed.getPropertyValue(kind === 'border' ? `border-${side}-width` : `padding-${side}`);
      return sum + (Number.parseFloat(value) || 0);
    }, 0);
  return {
    left: left + edge('left'),
    top: top + edge('top'),
    width: right - edge('right') - left - edge('left'),
    height: bottom - top,
  };
}

function directionOf({ before, after }: Surroundings): string {
  return isRightToLeft(before + after) ? 'rtl' : 'ltr';
}

/** Whether nothing at all is shown beneath `block` in `host`. */
function isLast(block: Element, host: Element): boolean {
  for (let at: Element | null = block; at !== null && at !== host; at = at.parentElement) {
    if (at.nextElementSibling !== null) return false;
  }
  return true;
}
