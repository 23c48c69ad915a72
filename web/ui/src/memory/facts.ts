import type { ProfilePlace, ProfileSettings } from 'foreword';
import type { ProfileAccess } from '../contracts/index.js';
import { type Loaded, useLoaded } from '../primitives/index.js';
import type { EntryTab } from './entries.js';

/** What the page's head says. */
export interface MemoryFacts {
  counts: Record<EntryTab, number>;
  settings: ProfileSettings;
  place: ProfilePlace;
}

export function useFacts(profile: ProfileAccess, version: number): Loaded<MemoryFacts> {
  return useLoaded(async () => {
    const words = async (what: 'words' | 'names' | 'phrases') =>
      (await profile.words({ what, count: 1 })).total;
    const [messages, all, names, phrases, settings, place] = await Promise.all([
      profile.list({ count: 1 }).then(({ total }) => total),
      words('words'),
      words('names'),
      words('phrases'),
      profile.settings(),
      profile.place(),
    ]);
    return { counts: { messages, words: all, names, phrases }, settings, place };
  }, [profile, version]);
}
