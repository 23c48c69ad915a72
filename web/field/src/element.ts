import type { AdapterOf } from './adapters/adapter.js';
import { adapterFor } from './adapters/for.js';
import { type AttachOptions, type Attached, type SessionSource, attach } from './attach.js';
import { contenteditable } from './editors/contenteditable.js';
import type { FieldSession } from './fitting.js';

/** A `<foreword-field>`: drafts are offered in the field that it wraps. */
export interface ForewordFieldElement extends HTMLElement {
  /** Gives drafts. Default: the engine that {@link defineForewordField} was given. */
  engine: SessionSource | FieldSession | undefined;
  /** Options of `attach`; set before the field is there, or followed by {@link refresh}. */
  options: AttachOptions;
  /** The wrapped field, once drafts are offered in it. */
  readonly attached: Attached | undefined;
  /** Starts anew, with the options as they are now. */
  refresh(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'foreword-field': ForewordFieldElement;
  }
}

/** What all elements of one name have in common. */
export interface DefineOptions {
  /** Gives drafts to every element that has no engine of its own. */
  engine?: SessionSource | FieldSession;
  /** Default `"foreword-field"`. */
  name?: string;
  /** Default: that of `textarea`, `input` and plain `contenteditable`. */
  adapter?: AdapterOf;
}

const fields = 'textarea, input, [contenteditable]:not([contenteditable=false])';

/**
 * Defines `<foreword-field>`. The first `textarea`, `input` or `contenteditable` in it gets drafts, also if it comes
 * later or is exchanged; with the attribute `paused` nothing is asked. The element draws nothing, and has no shadow
 * root: the field keeps the page's styles, its form and its label.
 *
 * A name that is taken is left as it is.
 *
 * @example
 * ```ts
 * import { createEngine } from 'foreword';
 * import { defineForewordField } from 'foreword-field/element';
 *
 * // <foreword-field><textarea></textarea></foreword-field>
 * defineForewordField({ engine: createEngine() });
 * ```
 */
export function defineForewordField({ engine, name = 'foreword-field', adapter }: DefineOptions = {}): void {
  if (customElements.get(name) !== undefined) return;
  customElements.define(name, elementClass(engine, adapter ?? anyAdapter));
}

const anyAdapter: AdapterOf = (element) => adapterFor(element) ?? contenteditable(element);

/** Made late, since there is no `HTMLElement` where a page is rendered on a server. */
function elementClass(
  common: SessionSource | FieldSession | undefined,
  adapter: AdapterOf,
): CustomElementConstructor {
  return class extends HTMLElement implements ForewordFieldElement {
    static readonly observedAttributes = ['paused'];
    options: AttachOptions = {};
    #engine = common;
    #attached: Attached | undefined;
    #field: HTMLElement | null = null;
    readonly #observer = new MutationObserver(() => {
      this.look();
    });

    get engine(): SessionSource | FieldSession | undefined {
      return this.#engine;
    }

    set engine(engine: SessionSource | FieldSession | undefined) {
      this.#engine = engine;
      this.refresh();
    }

    get attached(): Attached | undefined {
      return this.#attached;
    }

    refresh(): void {
      this.leave();
      this.look();
    }

    connectedCallback(): void {
      this.#observer.observe(this, { childList: true, subtree: true, attributeFilter: ['contenteditable'] });
      this.look();
    }

    disconnectedCallback(): void {
      this.#observer.disconnect();
      this.leave();
    }

    attributeChangedCallback(): void {
      if (this.hasAttribute('paused')) this.#attached?.pause();
      else this.#attached?.resume();
    }

    private look(): void {
      const field = this.isConnected ? this.querySelector<HTMLElement>(fields) : null;
      if (field === this.#field) return;
      this.leave();
      if (field === null || this.#engine === undefined) return;
      this.#field = field;
      const isPaused = this.hasAttribute('paused');
      this.#attached = attach(field, this.#engine, { adapter, isPaused, ...this.options });
    }

    private leave(): void {
      this.#attached?.detach();
      this.#attached = undefined;
      this.#field = null;
    }
  };
}
