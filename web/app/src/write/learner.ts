import type { Profile } from 'foreword';
import type { Document, DocumentHead } from '../documents/document.js';
import type { DocumentStore } from '../documents/store.js';

/** Texts of fewer words say little of their writer. */
const minWords = 3;

/** A text whose page has been out of sight for so long is finished for now. */
export const finishedAfterMs = 30_000;

/** What the learner does with documents. */
export interface LearnerDesk {
  readonly store: DocumentStore;
  mark(id: string, change: { learned: number }): Promise<void>;
}

/** The name under which a document is learned from; it can be forgotten by it. */
export function originOf(id: string): string {
  return `document:${id}`;
}

/**
 * Has the profile learn from texts when they are finished: left for another, or put out of sight. While a text is being
 * written nothing of it is in the profile, since its own words would be offered to it as its writer's habit.
 */
export class Learner {
  #queue: Promise<unknown> = Promise.resolve();
  #profile: Pick<Profile, 'learn' | 'forget'> | undefined;

  constructor(private readonly desk: LearnerDesk) {}

  /** The profile is there: learns from texts that were finished before. */
  async begin(profile: Pick<Profile, 'learn' | 'forget'>, current: string): Promise<void> {
    this.#profile = profile;
    for (const head of await this.desk.store.heads()) {
      if (head.id === current || !isWorth(head)) continue;
      const found = await this.desk.store.open(head.id);
      if (found !== undefined) this.finished(found.document);
    }
  }

  /** A text is finished, for now. */
  finished(document: Document): void {
    const profile = this.#profile;
    if (profile === undefined || !isWorth(document)) return;
    const { id, kind, text, changed } = document;
    this.then(async () => {
      // What is left out, or not learned at all, isn't asked about again either.
      await profile.learn({ text, kind, origin: originOf(id) });
      await this.desk.mark(id, { learned: changed });
    });
  }

  /** A text that was learned from is written again. */
  rewritten(id: string): void {
    this.then(() => this.forget(id));
  }

  /** Forgets what was learned of a document. */
  async forget(id: string): Promise<void> {
    await this.#profile?.forget({ what: 'origin', origin: originOf(id) });
  }

  /** One after another; what fails is tried at the next start. */
  private then(task: () => Promise<unknown>): void {
    this.#queue = this.#queue.then(task).catch(() => undefined);
  }
}

function isWorth({ words, changed, learned, deleted }: DocumentHead): boolean {
  return words >= minWords && changed !== learned && deleted === undefined;
}
