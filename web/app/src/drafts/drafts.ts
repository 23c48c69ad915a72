import {
  type BackendChoice,
  type BackendStatus,
  type Completion,
  type Draft,
  type Engine,
  type EngineSession,
  createEngine,
} from 'foreword';
import {
  type AttachOptions,
  type Attached,
  type Explanation,
  type FieldSession,
  type Offer,
  attach,
} from 'foreword-field';
import { SpeedRecord } from 'foreword-ui/samples';
import { type Settings, type SettingsKeeper, fieldOptions, shortened } from 'foreword-ui/settings';
import { localValue } from 'foreword-ui/storage';
import { decoder, model } from 'virtual:model';
import type { DocumentHead, DocumentKind } from '../documents/document.js';
import { Observable } from '../shell/observable.js';
import { bytes } from '../text.js';
import { askedByAddress, backendOfAddress, threadsOfAddress } from './address.js';
import type { Counter } from './counter.js';
import { earlyWorker } from './early.js';
import { Gauge } from './gauge.js';
import { headText, headed } from './headed.js';
import { Keeping } from './keep.js';
import { Status } from './status.js';

export interface DraftsOptions {
  field: HTMLTextAreaElement;
  /** What stands above the text now. */
  head: () => DocumentHead;
  counter: Counter;
  settings: SettingsKeeper;
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
  /** How far loading is, 0 to 1, and in words. */
  readonly loading = new Observable({ share: 0, text: 'Getting ready' });
  /** Drafts can be asked for, and the profile too. */
  readonly isReady = new Observable(false);
  /** Times from a question to its drafts. */
  readonly speed = new SpeedRecord(localValue('foreword-speed'));
  /** Where it runs on this visit, if the address says so. */
  readonly fixed: BackendChoice | undefined = backendOfAddress(location.search);
  readonly #status: Status;
  readonly #gauge: Gauge;
  readonly #keeping = new Keeping(() => navigator.storage.persist());
  readonly #address = new URLSearchParams(location.search);
  #attached: Attached | undefined;
  #session: EngineSession | undefined;
  #kind: DocumentKind | undefined;
  /** The text before the caret with what stands above it. */
  #headed = (before: string) => before;
  #isDeeper = false;
  /** The model is somewhere that the browser can keep. */
  #isStored = false;

  constructor(private readonly options: DraftsOptions) {
    const { field, settings } = options;
    this.#gauge = new Gauge(this.#address.has('gauge'), field);
    this.#status = new Status(() => void this.load());
    this.countDismissals();
    this.engine = createEngine({
      model,
      decoder,
      backend: this.fixed ?? settings.current.backend,
      threads: threadsOfAddress(location.search),
      profile: 'default',
      createWorker: earlyWorker(),
      onProgress: (progress) => {
        this.#status.progress(progress);
        if (progress.phase !== 'waiting') {
          const { loaded, total } = progress;
          const share = total > 0 ? loaded / total : 0;
          this.loading.value = { share, text: `${bytes(loaded)} of ${bytes(total)}` };
        }
      },
      onBackend: (now) => {
        this.backend.value = now;
        if (now.used === 'webgpu') this.flavour.value = 'webgpu';
      },
    });
    this.follow(settings);
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
      this.resume();
    } catch (error) {
      this.#status.failed(error);
    }
  }

  /** Texts of another kind stand behind others of their kind. */
  writes(kind: DocumentKind): void {
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.attach();
  }

  /** Takes the draft at this position of what is offered. */
  accept(position: number): void {
    this.#attached?.accept(position);
  }

  /** Why a draft is as it is. */
  async explain({ before, after }: Offer, draft: Draft): Promise<Explanation | undefined> {
    const session = this.#session;
    if (session === undefined) return undefined;
    const context = { before: this.#headed(before), after };
    const { explain } = await import('./explain.js');
    return explain(this.engine, session, context, draft);
  }

  /** Offers drafts in another field, as in the first run. Returns what ends that. */
  attachTo(field: HTMLTextAreaElement): (() => void) | undefined {
    const session = this.engine.session();
    const attached = attach(field, session, this.fieldOptions());
    return () => {
      attached?.detach();
      session.dispose();
    };
  }

  /** Attaches anew, after what it was attached with has changed. */
  private attach(): void {
    this.#attached?.detach();
    this.#session?.dispose();
    const { field, head, settings } = this.options;
    const kind = this.#kind ?? 'other';
    this.#session = this.engine.session({ kind, personal: settings.current.personal[kind] });
    this.#headed = (before) => {
      // What the field gives of a long text is a window.
      const isWhole = before.length === field.selectionStart;
      return isWhole ? headText(head()) + before : before;
    };
    const session = this.asLongAsWanted(headed(this.#session, this.#headed));
    this.#attached = attach(field, session, {
      ...this.fieldOptions(),
      // Drafts are asked for when the engine is ready, and until then the notice says why there are none.
      isPaused: true,
      mayList: this.options.mayList,
      explain: (offer, draft) => this.explain(offer, draft),
      onSuggestion: (offer) => {
        this.offer.value = offer;
        this.#gauge.offers(offer !== undefined);
      },
      onAccept: (text) => {
        this.options.counter.taken(text);
        if (this.#isStored) void this.#keeping.taken();
      },
      onCompletion: (completion) => {
        this.answered(completion);
      },
      onPhase: (phase) => {
        this.#status.phase(phase);
      },
    });
    this.resume();
  }

  private fieldOptions(): AttachOptions {
    const { settings } = this.options;
    const options = fieldOptions(() => settings.current);
    return {
      ...options,
      complete: { ...options.complete, ...askedByAddress(this.#address) },
      mayLookAgain: () => this.#isDeeper && settings.current.looksAgain,
      // The browser's tests look into the overlay.
      shadow: this.#address.has('e2e') ? 'open' : 'closed',
      onError: (error) => {
        this.#status.failed(error);
      },
    };
  }

  private asLongAsWanted(session: FieldSession): FieldSession {
    return {
      complete: async (...asked) => {
        const completion = await session.complete(...asked);
        return {
          ...completion,
          drafts: shortened(completion.drafts, this.options.settings.current.length),
        };
      },
      focus: () => {
        session.focus();
      },
      dispose: () => {
        session.dispose();
      },
    };
  }

  private answered(completion: Completion): void {
    const { encode, decode, verify } = completion.timingMs;
    this.speed.add(encode + decode + verify, this.backend.value?.used ?? 'cpu');
    this.#gauge.answered(completion, this.backend.value);
    this.#status.working();
  }

  private resume(): void {
    if (this.isReady.value && this.options.settings.current.isOn) this.#attached?.resume();
    else this.#attached?.pause();
  }

  /** What is chosen holds at once. */
  private follow(settings: SettingsKeeper): void {
    let before = settings.current;
    settings.subscribe((now) => {
      const was = before;
      before = now;
      if (now.backend !== was.backend && this.fixed === undefined) {
        this.engine.use(now.backend).catch((error: unknown) => {
          this.#status.failed(error);
        });
      }
      if (this.#attached && isAttachedWith(now) !== isAttachedWith(was)) this.attach();
      else this.resume();
    });
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
}

/** The settings that a field is attached with, and attached anew after. */
function isAttachedWith({ drafts, length, confidence, looksAhead, keys, personal }: Settings): string {
  return JSON.stringify({ drafts, length, confidence, looksAhead, keys, personal });
}
