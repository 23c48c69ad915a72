import { type BackendStatus, type Engine, createEngine } from 'foreword';
import { type AttachOptions, type Attached, type Offer, attach } from 'foreword-field';
import { decoder, model } from 'virtual:model';
import type { DocumentHead, DocumentKind } from '../documents/document.js';
import { Observable } from '../shell/observable.js';
import { type Choices, backendOfAddress, browserStore, readChoices, writeChoices } from './choices.js';
import type { Counter } from './counter.js';
import { Gauge } from './gauge.js';
import { headText, headed } from './headed.js';
import { Keeping } from './keep.js';
import { Status } from './status.js';

export interface DraftsOptions {
  field: HTMLTextAreaElement;
  /** What stands above the text now. */
  head: () => DocumentHead;
  counter: Counter;
  /** Whether drafts may be listed at the caret. */
  mayList: () => boolean;
}

/** The engine, and the drafts that it offers in the text. */
export class Drafts {
  readonly engine: Engine;
  readonly backend = new Observable<BackendStatus | undefined>(undefined);
  readonly offer = new Observable<Offer | undefined>(undefined);
  /** The build of the engine that is in use. */
  readonly flavour = new Observable<string | undefined>(undefined);
  /** Drafts can be asked for, and the profile too. */
  readonly isReady = new Observable(false);
  readonly #store = browserStore();
  readonly #status: Status;
  readonly #gauge: Gauge;
  readonly #keeping = new Keeping(() => navigator.storage.persist());
  readonly #isTest = new URLSearchParams(location.search).has('e2e');
  #choices = readChoices(this.#store);
  #attached: Attached | undefined;
  #kind: DocumentKind | undefined;
  #isDeeper = false;
  /** The model is somewhere that the browser can keep. */
  #isStored = false;

  constructor(private readonly options: DraftsOptions) {
    this.#gauge = new Gauge(new URLSearchParams(location.search).has('gauge'), options.field);
    this.#status = new Status(() => void this.load());
    this.countDismissals();
    this.engine = createEngine({
      model,
      decoder,
      backend: this.fixed ?? this.#choices.backend,
      profile: 'default',
      onProgress: (progress) => {
        this.#status.progress(progress);
      },
      onBackend: (now) => {
        this.backend.value = now;
        if (now.used === 'webgpu') this.flavour.value = 'webgpu';
      },
    });
  }

  /** Where it runs on this visit, if the address says so. */
  get fixed() {
    return backendOfAddress(location.search);
  }

  get choices(): Choices {
    return this.#choices;
  }

  async load(): Promise<void> {
    this.#status.loading();
    try {
      const info = await this.engine.load();
      performance.mark('foreword-ready');
      this.#gauge.ready(info);
      const { decoder: drafting } = info;
      if (drafting.state === 'failed') this.#status.limited(drafting.error.message);
      else this.#status.ready();
      this.flavour.value = info.flavour;
      this.#isDeeper = drafting.state === 'loaded';
      this.#isStored = info.storage !== 'memory';
      this.isReady.value = true;
      this.#attached?.resume();
    } catch (error) {
      this.#status.failed(error);
    }
  }

  change(changed: Choices): void {
    const isElsewhere = changed.backend !== this.#choices.backend;
    this.#choices = changed;
    writeChoices(this.#store, changed);
    if (!isElsewhere) return;
    this.engine.use(changed.backend).catch((error: unknown) => {
      this.#status.failed(error);
    });
  }

  /** Texts of another kind stand behind others of their kind. */
  writes(kind: DocumentKind): void {
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.attach();
  }

  /** Attaches anew, after what it was attached with has changed. */
  attach(): void {
    this.#attached?.detach();
    const { field, head } = this.options;
    const session = this.engine.session(this.#kind === undefined ? {} : { kind: this.#kind });
    const isWhole = (before: string) => before.length === field.selectionStart;
    const above = () => headText(head());
    const attached = attach(field, headed(session, above, isWhole), this.attachOptions());
    this.#attached = attached && {
      ...attached,
      detach: () => {
        attached.detach();
        session.dispose();
      },
    };
    if (this.isReady.value) this.#attached?.resume();
  }

  private attachOptions(): AttachOptions {
    return {
      // Drafts are asked for when the engine is ready, and until then the notice says why there are none.
      isPaused: true,
      // The browser's tests look into the overlay.
      shadow: this.#isTest ? 'open' : 'closed',
      mayLookAgain: () => this.#isDeeper && this.#choices.looksAgain,
      mayAnnounce: () => this.#choices.announces,
      mayList: this.options.mayList,
      onSuggestion: (offer) => {
        this.offer.value = offer;
        this.#gauge.offers(offer !== undefined);
      },
      onAccept: (text) => {
        this.taken(text);
      },
      onCompletion: (completion) => {
        this.#gauge.answered(completion, this.backend.value);
        this.#status.working();
      },
      onError: (error) => {
        this.#status.failed(error);
      },
      onPhase: (phase) => {
        this.#status.phase(phase);
      },
    };
  }

  /** Takes the draft at this position of what is offered. */
  accept(position: number): void {
    this.#attached?.accept(position);
  }

  /** A key that makes drafts go and leaves the text as it is dismisses them. */
  private countDismissals(): void {
    const { field, counter } = this.options;
    const onKey = (event: KeyboardEvent) => {
      if (this.offer.value === undefined || event.isComposing) return;
      const { textLength } = field;
      setTimeout(() => {
        const isSame = event.defaultPrevented && field.textLength === textLength;
        if (isSame && this.offer.value === undefined) counter.dismissed();
      });
    };
    field.addEventListener('keydown', onKey, { capture: true });
  }

  /** A draft was put into the text, or a part of one. */
  taken(text: string): void {
    this.options.counter.taken(text);
    if (this.#isStored) void this.#keeping.taken();
  }
}
