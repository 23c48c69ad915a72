import { readSettings } from '../settings/storage.js';

/** Opens the first run, unless it was finished before. */
export async function welcome(): Promise<void> {
  const { settings } = await readSettings();
  if (settings.isIntroduced) return;
  await chrome.tabs.create({ url: chrome.runtime.getURL('options.html#welcome') });
}

/**
 * Pages that were open before have the script of an earlier version, which has fallen silent, or none. They get the one
 * of this version, so that nobody has to reload them.
 */
export async function renewOpenPages(): Promise<void> {
  const tabs = await chrome.tabs.query({ url: ['http://*/*', 'https://*/*', 'file:///*'], discarded: false });
  await Promise.all(
    tabs.map(async ({ id }) => {
      if (id === undefined) return;
      const target = { tabId: id, allFrames: true };
      // Pages that belong to the browser or to its store are closed to everybody.
      await chrome.scripting.executeScript({ target, files: ['loader.js'] }).catch(() => undefined);
    }),
  );
}
