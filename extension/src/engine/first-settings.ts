import type { Engine } from 'foreword';

/** Remembers, in this document's own storage, that it was done. */
const doneKey = 'stays-on-its-site';

/**
 * What was learned on a site is offered there alone, until the person wants it otherwise. Said once, before anything is
 * learned: what they choose later stays, and so does what an imported profile says.
 */
export async function stayOnSites({ profile }: Engine): Promise<void> {
  if (localStorage.getItem(doneKey) !== null) return;
  await profile.settings({ acrossSites: false });
  localStorage.setItem(doneKey, new Date().toISOString());
}
