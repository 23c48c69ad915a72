import type { Surroundings } from '../offer.js';
import { Blocks } from './blocks.js';
import { type Point, type Way, isText, leavesFrom } from './leaves.js';

/** What is read on either side of the caret, in UTF-16 units. */
const readBefore = 5000;
const maxAfter = 400;

/** A window before the caret is at most so long, and begins anew with this much. */
const maxBefore = 4000;
const fresh = 3000;

/** So many characters tell where the last window began. */
const mark = 200;

/** Characters that editors put where a caret could not stand otherwise. */
const fillers = /[\u200b\u2060\ufeff]/g;

/** The text of `host` before and after `point`, with a line break between blocks, as much as is read. */
export function textAround(host: Element, point: Point): Surroundings {
  const blocks = new Blocks(host);
  return {
    before: read(blocks, host, point, { way: 'back', limit: readBefore }),
    after: read(blocks, host, point, { way: 'on', limit: maxAfter }),
  };
}

/**
 * The window of `text` before the caret. It begins where the `last` one began, as long as that is possible, so that
 * what was read of it need not be read again.
 */
export function steady(text: string, last: string): string {
  if (text.length <= maxBefore) return text;
  const begun = last.length < maxBefore - fresh ? -1 : text.indexOf(last.slice(0, mark));
  const isStill = begun >= 0 && text.length - begun <= maxBefore;
  const from = isStill ? begun : text.length - fresh;
  return /^[\udc00-\udfff]/.test(text.slice(from)) ? text.slice(from + 1) : text.slice(from);
}

function read(
  blocks: Blocks,
  host: Element,
  point: Point,
  { way, limit }: { way: Way; limit: number },
): string {
  const isBack = way === 'back';
  let here = blocks.of(point.node);
  let out = '';
  const add = (piece: string) => {
    out = isBack ? piece + out : out + piece;
  };
  if (isText(point.node)) {
    const { data } = point.node;
    add(shown(blocks, point.node, isBack ? data.slice(0, point.offset) : data.slice(point.offset)));
  }
  /** Going on, a break counts once something follows it in its block: the last one only holds the line open. */
  let isBroken = false;
  let isFirst = out === '';
  for (const leaf of leavesFrom(host, point, way)) {
    if (out.length >= limit) break;
    const isBreak = leaf.nodeName === 'BR';
    const piece = isText(leaf) ? shown(blocks, leaf, leaf.data) : '';
    const block = isBreak || piece !== '' ? blocks.of(leaf) : undefined;
    if (block === undefined) continue;
    if (block !== here) {
      add('\n');
      here = block;
      isBroken = isBreak;
    } else if (isBreak && isBack) {
      if (!isFirst || leaf.nextSibling !== null) add('\n');
    } else {
      if (isBroken) add('\n');
      isBroken = isBreak;
    }
    add(piece);
    isFirst = false;
  }
  return isBack ? out.slice(-limit) : out.slice(0, limit);
}

/** A text as it is shown. */
function shown(blocks: Blocks, node: Text, data: string): string {
  const text = data.replace(fillers, '');
  if (!/[\t\n\r\u00a0]| {2}/.test(text)) return text;
  if (!blocks.collapses(node)) return text.replace(/\u00a0/g, ' ');
  // The source's own indentation, between two blocks.
  if (/^[ \t\r]*\n[ \t\r\n]*$/.test(text)) return '';
  return text.replace(/[ \t\r\n]+/g, ' ').replace(/\u00a0/g, ' ');
}
