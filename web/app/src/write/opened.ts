import { type Document, isBlank, titleOf } from '../documents/document.js';
import { ConflictError, type DocumentStore, type Slot } from '../documents/store.js';
import { merged } from './merge.js';
import { Saver, type Saving } from './saver.js';

export interface OpenedEvents {
  onState: (saving: Saving) => void;
  /** Whether no other tab may write it. */
  isSole: () => boolean;
  /** It was saved, as it is in `document`. */
  onSaved: () => void;
  /** Another tab wrote the same text; this one goes on as a document of its own. */
  onCopy: (copy: Document) => void;
}

/** A document that was opened, with its way to the disk. It is saved to its end, also after another was opened. */
export class Opened {
  readonly saver: Saver;
  /** What is stored of it; `undefined` if nothing is. */
  stored: Document | undefined;
  /** Absent until there is room for it. */
  slot: Slot | undefined;
  /** Earlier states of it lie on the disk. */
  isRewritten = false;
  #preparing: Promise<Slot> | undefined;

  /** @param found - What is stored of it, and what it is saved under, or will be. */
  constructor(
    public document: Document,
    private readonly store: DocumentStore,
    private readonly events: OpenedEvents,
    found: { stored?: Document; slot?: Slot | Promise<Slot> | undefined } = {},
  ) {
    this.stored = found.stored;
    this.saver = new Saver({ save: (isLast) => this.save(isLast), onState: events.onState });
    const { slot } = found;
    if (slot instanceof Promise) this.wait(slot).catch(() => undefined);
    else this.slot = slot;
  }

  /** Brings `document` up to date before it is saved. */
  look: () => void = () => undefined;

  private async save(isLast: boolean): Promise<void> {
    this.look();
    if (this.stored === undefined && isBlank(this.document)) return;
    const { document } = this;
    const slot = this.slot ?? (await this.prepare());
    let saved = document;
    try {
      await this.store.save(document, slot, { isLast, isSole: this.events.isSole() });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      saved = await this.reconcile(document);
    }
    this.isRewritten = this.stored !== undefined;
    this.stored = saved;
    this.events.onSaved();
  }

  private prepare(): Promise<Slot> {
    return this.#preparing ?? this.wait(this.store.prepare(this.document.id));
  }

  /** What fails is tried again when it is needed. */
  private wait(slot: Promise<Slot>): Promise<Slot> {
    this.#preparing = slot.then((found) => (this.slot ??= found));
    this.#preparing.catch(() => (this.#preparing = undefined));
    return this.#preparing;
  }

  /** Another tab has saved the same document: both changes are kept, as two documents if need be. */
  private async reconcile(mine: Document): Promise<Document> {
    const theirs = await this.store.open(mine.id);
    const both = theirs && this.stored && merged(this.stored, mine, theirs.document);
    if (theirs !== undefined && both !== undefined) {
      this.slot = theirs.slot;
      this.document = both;
    } else {
      this.slot = await this.store.prepare();
      this.document = { ...mine, id: this.slot.id, title: `${titleOf(mine)} (other version)` };
      this.events.onCopy(this.document);
    }
    await this.store.save(this.document, this.slot);
    return this.document;
  }
}
