import type { RememberedMessage } from 'foreword';
import type { ProfileAccess } from '../contracts/index.js';
import { noonOf } from '../text/words.js';

/**
 * What is forgotten is gone at once, on the disk too. Until the message about it goes away, the page itself still has
 * what it would take to learn it again; that is all that "Undo" does.
 */
export interface Forgotten {
  /** Learns it again. Rejects if that isn't possible; `text` says why. */
  undo: () => Promise<void>;
}

/** Why something can't be learned again. */
export class CannotUndo extends Error {
  override readonly name = 'CannotUndo';
}

/** Forgets a message. */
export async function forgetMessage(profile: ProfileAccess, message: RememberedMessage): Promise<Forgotten> {
  await profile.forget({ what: 'message', id: message.id });
  return { undo: () => whileLearning(profile, () => relearn(profile, message)) };
}

/** Messages that are changed back at most; there may be thousands with an everyday word. */
export const mostUndone = 500;

/** Forgets words wherever they stand. Without a way back if they stand in too many messages. */
export async function forgetWords(profile: ProfileAccess, words: string): Promise<Partial<Forgotten>> {
  const { total, messages } = await profile.list({ search: words, count: mostUndone });
  await profile.forget({ what: 'words', words });
  if (total > mostUndone) return {};
  return { undo: () => whileLearning(profile, () => putBack(profile, messages)) };
}

async function putBack(profile: ProfileAccess, messages: readonly RememberedMessage[]): Promise<void> {
  // The oldest first, as they came.
  for (const message of messages.toReversed()) {
    try {
      await profile.edit(message.id, message.text);
    } catch (error) {
      // A message of nothing but these words is gone as a whole.
      if (!isBadArgument(error)) throw error;
      await relearn(profile, message);
    }
  }
}

async function relearn(profile: ProfileAccess, { text, kind, site, day }: RememberedMessage): Promise<void> {
  const { id, notLearned } = await profile.learn({ text, kind, site, date: noonOf(day) });
  if (id !== undefined) return;
  const because = notLearned === 'site' ? `nothing is learned on ${site}` : 'it may not be learned';
  throw new CannotUndo(`It could not be put back, because ${because}.`);
}

/** Nothing is learned while learning is paused, not even again: it is on for this moment. */
async function whileLearning(profile: ProfileAccess, task: () => Promise<void>): Promise<void> {
  const { learns } = await profile.settings();
  if (learns) return task();
  await profile.settings({ learns: true });
  try {
    await task();
  } finally {
    await profile.settings({ learns: false });
  }
}

function isBadArgument(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'bad-argument';
}
