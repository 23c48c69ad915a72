import type { FieldAdapter, TextLayout } from '../adapters/adapter.js';
import type { Binding } from '../keys.js';
import type { Explained } from '../explainer.js';
import { type Offer, ghostOf } from '../offer.js';
import { make } from './dom.js';
import { follow } from './follow.js';
import { Ghost } from './ghost.js';
import { Hint } from './hint.js';
import { OverlayHost } from './host.js';
import { List } from './list.js';
import { type Around, placeOf, widthOfList } from './place.js';
import { type Drawn, type View, type ViewEvents, notDrawn } from './view.js';
import { seenPart } from './viewport.js';

export interface OverlayOptions {
  adapter: FieldAdapter;
  keys: readonly Binding[];
  /** Of the shadow root. */
  mode: ShadowRootMode;
  events: ViewEvents;
  /** Whether drafts may be listed, where they would be. */
  mayList: () => boolean;
  /** Whether drafts can be explained. */
  isExplaining: boolean;
}

/** Ghost, hint, list and live region, drawn over a field. */
export class Overlay implements View {
  readonly #host: OverlayHost;
  readonly #ghost = new Ghost();
  readonly #hint: Hint;
  readonly #list: List;
  readonly #live = make('p', 'live');
  /** Without a keyboard's keys the list is the only way to the drafts. */
  readonly #touch = matchMedia('(hover: none), (pointer: coarse)');
  #shown: { offer: Offer; isOpen: boolean; explained?: Explained | undefined } | undefined;
  #unfollow: (() => void) | undefined;

  constructor(private readonly options: OverlayOptions) {
    const { keys, mode, events } = options;
    this.#host = new OverlayHost(mode);
    this.#hint = new Hint(keys, events.onOpen);
    this.#list = new List(keys, events, options.isExplaining);
    this.#live.ariaLive = 'polite';
    this.#host.root.append(this.#ghost.frame, this.#hint.element, this.#list.element, this.#live);
  }

  enter(): void {
    const { element } = this.options.adapter;
    this.#host.mount(element);
    this.#unfollow ??= follow(element, () => {
      this.options.events.onDrawn(this.draw());
    });
  }

  leave(): void {
    this.hide();
    this.#unfollow?.();
    this.#unfollow = undefined;
    this.#host.unmount();
  }

  show(offer: Offer, options: { isOpen: boolean; explained?: Explained | undefined }): Drawn {
    this.enter();
    this.#shown = { offer, ...options };
    return this.draw();
  }

  hide(): void {
    this.#shown = undefined;
    this.#ghost.hide();
    this.#hint.hide();
    this.#list.hide();
  }

  say(text: string): void {
    // A new element each time: the same text again is said again.
    this.#live.replaceChildren(...(text === '' ? [] : [make('span', '', text)]));
  }

  dispose(): void {
    this.leave();
  }

  private draw(): Drawn {
    if (this.#shown === undefined) return notDrawn;
    const { offer, isOpen, explained } = this.#shown;
    const layout = this.options.adapter.layout();
    const { origin } = this.#host;
    this.#host.element.style.colorScheme = schemeOf(layout);
    const ghost = this.#ghost.show(ghostOf(offer).text, layout, origin);
    const isTouch = this.#touch.matches;
    const isWanted = ghost !== undefined && (isOpen || isTouch || !ghost.isInline);
    const isListed = isWanted && this.options.mayList();
    // The hint would lie on text that follows.
    const isHinted = ghost !== undefined && !isWanted && layout.isAtEnd;
    if (isListed) this.#list.show(offer, { isTouch, isGhostDrawn: ghost.isInline, explained });
    else this.#list.hide();
    if (isHinted) this.#hint.show(offer);
    else this.#hint.hide();
    if (ghost === undefined) return notDrawn;
    const around = { ghost, field: layout.box, seen: seenPart() };
    if (isListed) this.placeList(around, origin);
    if (isHinted) place(this.#hint.element, around, origin);
    return { isGhost: ghost.isInline, isList: isListed };
  }

  private placeList(around: Around, origin: Origin): void {
    const { element } = this.#list;
    const { max, isFixed } = widthOfList(around);
    element.style.maxWidth = `${max}px`;
    element.style.width = isFixed ? `${max}px` : '';
    element.style.maxHeight = '';
    place(element, around, origin, this.#list.inset);
  }
}

/** The overlay's own corner, in CSS pixels of the viewport. */
type Origin = Readonly<Record<'left' | 'top', number>>;

function place(part: HTMLElement, around: Around, origin: Origin, inset = 0): void {
  const { width, height } = part.getBoundingClientRect();
  const { left, top, maxHeight } = placeOf(around, { width, height }, inset);
  part.style.left = `${left - origin.left}px`;
  part.style.top = `${top - origin.top}px`;
  part.style.maxHeight = height > maxHeight ? `${maxHeight}px` : '';
}

/** Dark where the field's letters are light; the browser's choice where their colour has another form than `rgb()`. */
function schemeOf({ style }: TextLayout): string {
  const colour = /^rgba?\((\d+), (\d+), (\d+)/.exec(style['color'] ?? '');
  if (colour === null) return 'light dark';
  const [red = 0, green = 0, blue = 0] = colour.slice(1).map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? 'dark' : 'light';
}
