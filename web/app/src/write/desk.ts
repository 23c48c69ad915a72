import {
  type Document,
  type DocumentChange,
  type DocumentHead,
  type DocumentKind,
  changedDocument,
  headOf,
  isBlank,
  newDocument,
} from '../documents/document.js';
import { Lease } from '../documents/lease.js';
import type { DocumentStore, Slot } from '../documents/store.js';
import { Observable } from '../shell/observable.js';
import { Opened } from './opened.js';
import type { Saving } from './saver.js';

/** What shows a document and takes what is written. */
export interface DeskView {
  /** What stands in the fields now. */
  read(): DocumentChange;
  /** Shows another document, or another state of the same. */
  show(document: Document, options: { isSame: boolean }): void;
  /** Whether this tab may write. */
  lock(isLocked: boolean): void;
}

/** Tells of what happens to documents. */
export interface DeskEvents {
  /** A document was left: another is open. All of it is saved. */
  onLeave?: (document: Document) => void;
  /** A document that was learned from is being written again. */
  onRewrite?: (document: Document) => void;
  /** Two tabs wrote the same document, and both versions are kept. */
  onCopy?: (copy: Document) => void;
}

/** The document under the writer's hands: opened, saved as it is written, given to another tab when that wants it. */
export class Desk {
  /** Without its latest letters, which are in the view. */
  readonly document: Observable<DocumentHead>;
  readonly heads = new Observable<readonly DocumentHead[]>([]);
  /** Whether all is kept; of what was left and can't be saved, too. */
  readonly saving = new Observable<Saving>({ state: 'saved' });
  /** Another tab writes this document. */
  readonly isFollowing = new Observable(false);
  #opened: Opened;
  #lease: Lease | undefined;
  /** Counts openings, so that one that was overtaken has no effect. */
  #turn = 0;
  /** Nothing has been shown yet. */
  #isFirst = true;

  constructor(
    readonly store: DocumentStore,
    private readonly view: DeskView,
    kind: DocumentKind,
    private readonly events: DeskEvents,
  ) {
    this.#opened = this.fresh(kind);
    this.document = new Observable<DocumentHead>(headOf(this.#opened.document));
    store.onChange((id) => void this.changedElsewhere(id));
  }

  /** What is written from now on is kept, whatever happens. */
  async isReady(): Promise<void> {
    // Without room it is tried again when something is saved.
    await this.store.getReady().catch(() => undefined);
  }

  async list(): Promise<void> {
    this.heads.value = await this.store.heads();
  }

  /** Opens a document; returns whether there is one. */
  async open(id: string): Promise<boolean> {
    const turn = ++this.#turn;
    const found = await this.store.open(id);
    if (turn !== this.#turn) return true;
    if (found === undefined || found.document.deleted !== undefined) return false;
    this.show(this.opened(found.document, { stored: found.document, slot: found.slot }));
    await this.beginLease();
    return true;
  }

  /** Opens a new document at once. Nothing is kept of it before something is written. */
  async create(kind: DocumentKind, change: DocumentChange = {}): Promise<void> {
    ++this.#turn;
    const opened = this.fresh(kind, change);
    this.show(opened);
    if (!isBlank(opened.document)) opened.saver.changed();
    await this.beginLease();
  }

  /** Something was written into the view. */
  written(): void {
    if (this.#isFirst) return;
    const { document, saver } = this.#opened;
    if (document.learned !== undefined) {
      this.#opened.document = { ...document, learned: undefined };
      this.events.onRewrite?.(document);
    }
    saver.changed();
  }

  /** Changes the open document otherwise than by writing. */
  change(change: DocumentChange): void {
    this.#opened.document = changedDocument(this.latest(), change, Date.now());
    this.document.value = headOf(this.#opened.document);
    this.view.show(this.#opened.document, { isSame: true });
    this.#opened.saver.changed();
  }

  /** Changes the head of any document. */
  async mark(id: string, change: Partial<Pick<Document, 'title' | 'deleted' | 'learned'>>): Promise<void> {
    const opened = this.#opened;
    if (id === opened.document.id) {
      opened.document = { ...this.latest(), ...change };
      if (change.title !== undefined) this.view.show(opened.document, { isSame: true });
      opened.saver.changed();
      await this.flush();
    } else {
      const found = await this.store.open(id);
      if (found === undefined) return;
      await this.store.save({ ...found.document, ...change }, found.slot);
    }
    await this.list();
  }

  /** Saves what isn't saved; `saving` says so if that fails. */
  async flush(): Promise<void> {
    await this.#opened.saver.flush().catch(() => undefined);
  }

  /** The page is being hidden or closed. */
  last(): void {
    const { saver } = this.#opened;
    if (this.#isFirst && !isBlank(this.latest())) saver.changed();
    saver.last();
  }

  /** The person wants to write here. */
  async take(): Promise<void> {
    if (!this.isFollowing.value) return;
    await this.#lease?.take();
    await this.leaseChanged();
  }

  /** The document as it stands in the view. */
  latest(): Document {
    const { document } = this.#opened;
    if (this.isFollowing.value) return document;
    const change = this.view.read();
    const parts = Object.keys(change) as (keyof DocumentChange)[];
    const isSame = parts.every((part) => change[part] === document[part]);
    return isSame ? document : changedDocument(document, change, Date.now());
  }

  private fresh(kind: DocumentKind, change: DocumentChange = {}): Opened {
    const document = newDocument(crypto.randomUUID(), kind, Date.now());
    return this.opened(changedDocument(document, change, document.created));
  }

  private opened(document: Document, found: { stored?: Document; slot?: Slot } = {}): Opened {
    const opened: Opened = new Opened(
      document,
      this.store,
      {
        onState: (saving) => {
          if (opened === this.#opened || saving.state === 'failed') this.saving.value = saving;
        },
        isSole: () => opened === this.#opened && this.#lease?.isHeld === true,
        onSaved: () => {
          this.saved(opened);
        },
        onCopy: (copy) => this.events.onCopy?.(copy),
      },
      found,
    );
    opened.look = () => {
      if (opened === this.#opened) opened.document = this.latest();
    };
    return opened;
  }

  /** What is left is snapshot and handed to the disk in the same moment, and what is shown takes its place. */
  private show(opened: Opened): void {
    const before = this.#opened;
    const isSame = before.document.id === opened.document.id;
    // What was written before the page was ready stands in the fields, and goes on in what is shown.
    if (!this.#isFirst) before.look();
    this.#isFirst = false;
    before.saver.last();
    this.#lease?.end();
    this.#opened = opened;
    if (!isSame) void this.left(before);
    this.saving.value = { state: 'saved' };
    this.isFollowing.value = false;
    this.view.lock(false);
    this.document.value = headOf(opened.document);
    this.view.show(opened.document, { isSame });
  }

  /** What was deleted from a text while it was written is gone from the disk once the text is left. */
  private async left(opened: Opened): Promise<void> {
    await opened.saver.flush().catch(() => undefined);
    const { stored, slot, isRewritten } = opened;
    if (stored === undefined || opened.saver.isDirty) return;
    if (isRewritten && slot !== undefined) await this.store.renew(stored, slot).catch(() => undefined);
    this.events.onLeave?.(stored);
  }

  private saved(opened: Opened): void {
    const head = headOf(opened.document);
    if (opened === this.#opened) this.document.value = head;
    const others = this.heads.value.filter(({ id }) => id !== head.id);
    this.heads.value = [head, ...others].sort((a, b) => b.changed - a.changed);
  }

  private async changedElsewhere(id: string): Promise<void> {
    await this.list();
    const opened = this.#opened;
    const isUntouched = () => opened === this.#opened && !opened.saver.isDirty;
    if (id !== opened.document.id || !isUntouched()) return;
    const found = await this.store.open(id);
    if (!isUntouched()) return;
    if (found === undefined || found.document.deleted !== undefined) {
      // Nothing of it is to be saved again.
      opened.stored = undefined;
      await this.create(opened.document.kind);
      return;
    }
    opened.document = found.document;
    opened.stored = found.document;
    opened.slot = found.slot;
    this.document.value = headOf(found.document);
    this.view.show(found.document, { isSame: true });
  }

  private async beginLease(): Promise<void> {
    const opened = this.#opened;
    const lease = new Lease(opened.document.id, {
      onAsked: () => this.flush(),
      onLost: () => void this.leaseChanged(),
    });
    this.#lease = lease;
    await lease.tryTake();
    if (!lease.isHeld && document.hasFocus()) await lease.take();
    if (opened === this.#opened) await this.leaseChanged();
  }

  private async leaseChanged(): Promise<void> {
    const isHeld = this.#lease?.isHeld !== false;
    const wasFollowing = this.isFollowing.value;
    // What the other tab has saved last, before anything is written here.
    if (isHeld && wasFollowing) await this.changedElsewhere(this.#opened.document.id);
    this.isFollowing.value = !isHeld;
    this.view.lock(!isHeld);
  }
}
