import type { TextLayout } from './adapter.js';
import { movedOut, scaleOf, scaleOfFrames } from './frames.js';
import { visiblePart } from './visible.js';

/** Properties that decide where lines break and how letters look. */
const copied = [
  'direction',
  'font-family',
  'font-feature-settings',
  'font-kerning',
  'font-optical-sizing',
  'font-size',
  'font-size-adjust',
  'font-stretch',
  'font-style',
  'font-variant',
  'font-variation-settings',
  'font-weight',
  'hyphens',
  'letter-spacing',
  'line-break',
  'line-height',
  'overflow-wrap',
  'padding-bottom',
  'padding-left',
  'padding-right',
  'padding-top',
  'tab-size',
  'text-align',
  'text-indent',
  'text-orientation',
  'text-rendering',
  'text-transform',
  'unicode-bidi',
  'word-break',
  'word-spacing',
  'writing-mode',
  '-webkit-font-smoothing',
];

/** Narrower differences than this are rounding, not a scrollbar. */
const minScrollbar = 4;

/** The measured half of a {@link TextLayout} of an element that scrolls its own text. */
export function measure(
  element: HTMLElement,
): Pick<TextLayout, 'box' | 'visible' | 'scale' | 'scroll' | 'style' | 'language'> {
  const computed = getComputedStyle(element);
  const style = copiedFrom(computed);
  const rect = element.getBoundingClientRect();
  const scale = scaleOf(element);
  const border = (side: string) => Number.parseFloat(computed.getPropertyValue(`border-${side}-width`)) || 0;
  const across = border('left') + border('right');
  const scrollbar = element.offsetWidth - across - element.clientWidth;
  const hasScrollbar = scrollbar >= minScrollbar;
  const isScrollbarLeft = hasScrollbar && element.clientLeft >= border('left') + minScrollbar;
  const inside = {
    left: rect.left + (border('left') + (isScrollbarLeft ? scrollbar : 0)) * scale,
    top: rect.top + border('top') * scale,
    width: rect.width / scale - across - (hasScrollbar ? scrollbar : 0),
    height: element.clientHeight,
  };
  const { left, top } = movedOut(inside, element);
  return {
    box: { ...inside, left, top },
    visible: visiblePart(element, { ...inside, width: inside.width * scale, height: inside.height * scale }),
    scale: scale * scaleOfFrames(element),
    scroll: { left: element.scrollLeft, top: element.scrollTop },
    style,
    language: element.closest<HTMLElement>('[lang]')?.lang ?? '',
  };
}

/** The properties that decide where lines break and how letters look. */
export function copiedFrom(computed: CSSStyleDeclaration): Record<string, string> {
  return {
    ...Object.fromEntries(copied.map((name) => [name, computed.getPropertyValue(name)])),
    color: computed.color,
  };
}
