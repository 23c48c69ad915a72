import {
  type Document,
  type DocumentChange,
  type DocumentHead,
  type DocumentKind,
  changedDocument,
  headOf,
  isBlank,
  newDocument,
  titleOf,
} from '../documents/document.js';
import { Lease } from '../documents/lease.js';
import { ConflictError, type DocumentStore, type Slot } from '../documents/store.js';
import { Observable } from '../shell/observable.js';
import { merged } from './merge.js';
import { Saver, type Saving } from './saver.js';

/** A document that is open. */
interface Opened {
  document: Document;
  /** What is stored of it; `undefined` if nothing is. */
  stored: Document | undefined;
  /** Absent until there is room for it. */
  slot: Slot | undefined;
  lease: Lease | undefined;
  /** Earlier states of it lie on the disk. */
  isRewritten?: boolean;
}

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
  /** A document is being left: another is opened. */
  onLeave?: (document: Document) => void;
  /** A document that was learned from is being written again. */
  onRewrite?: (document: Document) => void;
  /** Two tabs wrote the same document, and both versions are kept. */
  onCopy?: (copy: Document) => void;
}

/** The document under the writer's hands: opened, saved as it is written, given to another tab when that wants it. */
export class Desk {
  /** Without its latest letters, which are in the field. */
  readonly document: Observable<DocumentHead>;
  readonly heads = new Observable<readonly DocumentHead[]>([]);
  readonly saving = new Observable<Saving>({ state: 'saved' });
  /** Another tab writes this document. */
  readonly isFollowing = new Observable(false);
  readonly #saver: Saver;
  #opened: Opened;
  /** Counts openings, so that one that was overtaken has no effect. */
  #turn = 0;

  constructor(
    readonly store: DocumentStore,
    private readonly view: DeskView,
    kind: DocumentKind,
    private readonly events: DeskEvents,
  ) {
    const document = newDocument(crypto.randomUUID(), kind, Date.now());
    this.#opened = { document, stored: undefined, slot: undefined, lease: undefined };
    this.document = new Observable<DocumentHead>(headOf(document));
    this.#saver = new Saver({
      save: (isLast) => this.save(isLast),
      onState: (saving) => {
        this.saving.value = saving;
      },
    });
    store.onChange((id) => void this.changedElsewhere(id));
  }

  /** Whether something isn't saved yet. */
  get isDirty(): boolean {
    return this.#saver.isDirty;
  }

  async list(): Promise<void> {
    this.heads.value = await this.store.heads();
  }

  /** Opens a document; returns whether there is one. */
  async open(id: string): Promise<boolean> {
    const turn = ++this.#turn;
    const found = await this.store.open(id);
    if (found === undefined || found.document.deleted !== undefined) return false;
    await this.flush();
    if (turn !== this.#turn) return true;
    this.show({ document: found.document, stored: found.document, slot: found.slot, lease: undefined });
    await this.beginLease();
    return true;
  }

  /** Opens a new document. Nothing is kept of it before something is written. */
  async create(kind: DocumentKind, change: DocumentChange = {}): Promise<void> {
    const turn = ++this.#turn;
    await this.flush();
    const slot = await this.store.prepare().catch(() => undefined);
    if (turn !== this.#turn) return;
    const fresh = newDocument(slot?.id ?? crypto.randomUUID(), kind, Date.now());
    const document = changedDocument(fresh, change, fresh.created);
    this.show({ document, stored: undefined, slot, lease: undefined });
    if (!isBlank(document)) this.#saver.changed();
    await this.beginLease();
  }

  /** Something was written into the view. */
  written(): void {
    const { document } = this.#opened;
    if (document.learned !== undefined) {
      this.#opened.document = { ...document, learned: undefined };
      this.events.onRewrite?.(document);
    }
    this.#saver.changed();
  }

  /** Changes the open document otherwise than by writing. */
  change(change: DocumentChange): void {
    this.#opened.document = changedDocument(this.latest(), change, Date.now());
    this.document.value = headOf(this.#opened.document);
    this.view.show(this.#opened.document, { isSame: true });
    this.#saver.changed();
  }

  /** Changes the head of any document. */
  async mark(id: string, change: Partial<Pick<Document, 'title' | 'deleted' | 'learned'>>): Promise<void> {
    if (id === this.#opened.document.id) {
      this.#opened.document = { ...this.latest(), ...change };
      this.#saver.changed();
      await this.#saver.flush();
    } else {
      const found = await this.store.open(id);
      if (found === undefined) return;
      await this.store.save({ ...found.document, ...change }, found.slot);
    }
    await this.list();
  }

  /** Saves what isn't saved; says so if it can't. */
  async flush(): Promise<void> {
    await this.#saver.flush().catch(() => undefined);
  }

  /** The page is being hidden or closed. */
  last(): void {
    this.#saver.last();
  }

  /** The person wants to write here. */
  async take(): Promise<void> {
    if (!this.isFollowing.value) return;
    await this.#opened.lease?.take();
    await this.leaseChanged();
  }

  /** The document as it stands in the view. */
  latest(): Document {
    const { document } = this.#opened;
    if (this.isFollowing.value) return document;
    const change = this.view.read();
    const isSame = (Object.keys(change) as (keyof DocumentChange)[]).every(
      (part) => change[part] === document[part],
    );
    return isSame ? document : changedDocument(document, change, Date.now());
  }

  private show(opened: Opened): void {
    const before = this.#opened;
    if (before.document.id !== opened.document.id) void this.leave(before);
    before.lease?.end();
    this.#opened = opened;
    this.saving.value = { state: 'saved' };
    this.document.value = headOf(opened.document);
    this.view.show(opened.document, { isSame: before.document.id === opened.document.id });
  }

  /** What was deleted from a text while it was written is gone from the disk once the text is left. */
  private async leave({ stored, slot, isRewritten }: Opened): Promise<void> {
    if (stored === undefined) return;
    if (isRewritten === true && slot !== undefined)
      await this.store.renew(stored, slot).catch(() => undefined);
    this.events.onLeave?.(stored);
  }

  private async save(isLast: boolean): Promise<void> {
    const opened = this.#opened;
    const document = this.latest();
    if (opened.stored === undefined && isBlank(document)) return;
    opened.document = document;
    if (opened.slot === undefined) {
      opened.slot = await this.store.prepare();
      opened.document = { ...document, id: opened.slot.id };
    }
    try {
      await this.store.save(opened.document, opened.slot, { isLast });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      await this.reconcile(opened);
    }
    opened.isRewritten = opened.stored !== undefined;
    opened.stored = opened.document;
    if (opened !== this.#opened) return;
    this.document.value = headOf(opened.document);
    const others = this.heads.value.filter(({ id }) => id !== opened.document.id);
    this.heads.value = [headOf(opened.document), ...others].sort((a, b) => b.changed - a.changed);
  }

  /** Another tab has saved the same document: both changes are kept, as two documents if need be. */
  private async reconcile(opened: Opened): Promise<void> {
    const theirs = await this.store.open(opened.document.id);
    const { document, stored } = opened;
    const both = theirs && stored && merged(stored, document, theirs.document);
    if (theirs !== undefined && both !== undefined) {
      opened.slot = theirs.slot;
      opened.document = both;
    } else {
      opened.slot = await this.store.prepare();
      opened.document = { ...document, id: opened.slot.id, title: `${titleOf(document)} (other version)` };
      this.events.onCopy?.(opened.document);
    }
    await this.store.save(opened.document, opened.slot);
  }

  private async changedElsewhere(id: string): Promise<void> {
    await this.list();
    const opened = this.#opened;
    const isUntouched = () => opened === this.#opened && !this.isDirty;
    if (id !== opened.document.id || !isUntouched()) return;
    const found = await this.store.open(id);
    if (!isUntouched()) return;
    if (found === undefined || found.document.deleted !== undefined) {
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
    opened.lease = new Lease(opened.document.id, {
      onAsked: () => this.flush(),
      onLost: () => void this.leaseChanged(),
    });
    await opened.lease.tryTake();
    if (!opened.lease.isHeld && document.hasFocus()) await opened.lease.take();
    if (opened === this.#opened) await this.leaseChanged();
  }

  private async leaseChanged(): Promise<void> {
    const isHeld = this.#opened.lease?.isHeld !== false;
    const wasFollowing = this.isFollowing.value;
    // What the other tab has saved last, before anything is written here.
    if (isHeld && wasFollowing) await this.changedElsewhere(this.#opened.document.id);
    this.isFollowing.value = !isHeld;
    this.view.lock(!isHeld);
  }
}
