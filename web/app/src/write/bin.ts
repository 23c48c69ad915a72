import type { DocumentHead } from '../documents/document.js';
import { titleOf } from '../documents/document.js';
import { tell } from '../shell/toasts.js';
import type { Desk } from './desk.js';
import type { Learner } from './learner.js';

/** A deleted document can be brought back for so long. */
const undoMs = 12_000;

/** What another tab, or an earlier visit, deleted longer ago than this is erased. */
const forgottenMs = 60_000;

/** Deletes documents, and brings them back; what isn't brought back is erased, and what was learned of it forgotten. */
export class Bin {
  constructor(
    private readonly desk: Desk,
    private readonly learner: Learner,
  ) {}

  async remove(head: DocumentHead): Promise<void> {
    const { id } = head;
    await this.desk.mark(id, { deleted: Date.now() });
    tell({
      text: `“${titleOf(head)}” was deleted, with what was learned from it.`,
      forMs: undoMs,
      actions: [{ name: 'Undo', run: () => void this.bringBack(id) }],
      onGone: () => void this.erase([id]),
    });
    if (id === this.desk.document.value.id) await this.desk.create(head.kind);
  }

  /** Erases what was deleted before and never brought back. */
  async empty(): Promise<void> {
    const before = Date.now() - forgottenMs;
    const old = this.desk.heads.value.filter(({ deleted }) => deleted !== undefined && deleted < before);
    await this.erase(old.map(({ id }) => id));
  }

  private async bringBack(id: string): Promise<void> {
    await this.desk.mark(id, { deleted: undefined });
    await this.desk.open(id);
  }

  private async erase(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.desk.store.erase(ids);
    await this.desk.list();
    for (const id of ids) await this.learner.forget(id).catch(() => undefined);
  }
}
