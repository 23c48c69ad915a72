import type { RememberedMessage, WhyWord } from 'foreword';
import type { ProfileAccess } from '../contracts/index.js';

/** Messages that are looked through for those of a word; its phrase is in all of them. */
const searched = 200;

/** Finds the messages that a word comes from, for `WhyDraft`. */
export function messagesOf(profile: Pick<ProfileAccess, 'list'>) {
  return async ({ phrase, messages }: WhyWord): Promise<RememberedMessage[]> => {
    if (phrase === undefined) return [];
    const wanted = new Set(messages);
    const found = await profile.list({ search: phrase.trim(), count: searched });
    return found.messages.filter(({ id }) => wanted.has(id)).slice(0, 5);
  };
}
