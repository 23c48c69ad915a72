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
  /** Absent until something is saved. */
  slot: Slot | undefined;
  /** Earlier states of it lie on the disk. */
  isRewritten = false;
  #preparing: Promise<Slot> | undefined;

  /** @param found - What is stored of it, and what it is saved under. */
  constructor(
    public document: Document,
    private readonly store: DocumentStore,
    private readonly events: OpenedEvents,
    found: { stored?: Document; slot?: Slot } = {},
  ) {
    this.stored = found.stored;
    this.slot = found.slot;
    this.saver = new Saver({ save: (isLast) => this.save(isLast), onState: events.onState });
  }

  /** Brings `document` up to date before it is saved. */
  look: () => void = () => undefined;

  private async save(isLast: boolean): Promise<void> {
    this.look();
    if (this.stored === undefined && isBlank(this.document)) return;
    const { document } = this;
    this.slot ??= this.store.ready(document.id);
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

  /** What fails is tried again with the next save. */
  private prepare(): Promise<Slot> {
    if (this.#preparing !== undefined) return this.#preparing;
    this.#preparing = this.store.prepare(this.document.id).then((found) => (this.slot ??= found));
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
