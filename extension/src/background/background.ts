import {
  type HostRules,
  type ToBackground,
  type ToFrame,
  type Verdict,
  toBackground,
} from '../protocol/background-messages.js';
import { orNothing } from '../protocol/check.js';
import {
  changeSession,
  changeSettings,
  changeSites,
  onSettings,
  readSession,
  readSettings,
} from '../settings/storage.js';
import { type Place, rulesOf, siteOf, verdictFor } from '../settings/verdict.js';
import { showBadge } from './badge.js';
import { renewOpenPages, welcome } from './installed.js';

export interface BackgroundParts {
  /** Makes the engine's document where there is none. */
  ensure: () => Promise<void>;
  /** Tells the engine's document what was set. */
  onRules: (rules: HostRules) => void;
}

/**
 * What must outlive every page: decides where drafts are offered, brings the script for fields into frames, and sees to
 * the engine's document. It keeps nothing in memory, since browsers end it after half a minute and start it again.
 */
export function startBackground({ ensure, onRules }: BackgroundParts): void {
  chrome.runtime.onMessage.addListener((data: unknown, sender, answer: (value: unknown) => void) => {
    const message = orNothing(toBackground, data);
    if (message === undefined || sender.id !== chrome.runtime.id) return false;
    answerTo(message, sender, ensure).then(answer, (error: unknown) => {
      answer(String(error));
    });
    return true;
  });

  onSettings(() => {
    void settingsChanged(onRules);
  });

  chrome.commands.onCommand.addListener((command, tab) => {
    void obey(command, tab);
  });

  chrome.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'install') void welcome();
    void renewOpenPages();
  });

  // Pages see no more of what is stored than they are told.
  const { local } = chrome.storage;
  if ('setAccessLevel' in local) void local.setAccessLevel({ accessLevel: 'TRUSTED_CONTEXTS' });
}

async function answerTo(
  message: ToBackground,
  sender: chrome.runtime.MessageSender,
  ensure: () => Promise<void>,
): Promise<unknown> {
  switch (message.kind) {
    case 'ensure':
      await ensure();
      return true;
    case 'rules':
      return rulesOf(await readSettings());
    case 'focused':
      return focused(sender, message.needsScript);
  }
}

/** A field has the focus: brings in the script that serves it, unless nothing is to be offered there. */
async function focused(
  sender: chrome.runtime.MessageSender,
  needsScript: boolean,
): Promise<Verdict | undefined> {
  const { tab, frameId, documentId } = sender;
  if (tab?.id === undefined) return undefined;
  const verdict = await verdictIn(placeOf(tab, tab.id));
  void showBadge(tab.id, verdict);
  if (verdict.state === 'on' && needsScript) {
    const target =
      documentId === undefined
        ? { tabId: tab.id, frameIds: [frameId ?? 0] }
        : { tabId: tab.id, documentIds: [documentId] };
    await chrome.scripting.executeScript({ target, files: ['field.js'], injectImmediately: true });
  }
  return verdict;
}

function placeOf({ url, incognito }: chrome.tabs.Tab, tab: number): Place {
  return { site: siteOf(url), tab, isPrivate: incognito };
}

async function verdictIn(place: Place): Promise<Verdict> {
  const [all, session] = await Promise.all([readSettings(), readSession()]);
  return verdictFor(all, session, place, Date.now());
}

/** Frames whose field has the focus ask anew; all others hear nothing that concerns them. */
async function settingsChanged(onRules: (rules: HostRules) => void): Promise<void> {
  onRules(rulesOf(await readSettings()));
  const changed: ToFrame = { to: 'frame', kind: 'changed' };
  const tabs = await chrome.tabs.query({ discarded: false });
  await Promise.all(
    tabs.map(async (tab) => {
      if (tab.id === undefined) return;
      if (tab.active) void showBadge(tab.id, await verdictIn(placeOf(tab, tab.id)));
      // Tabs without our script, such as the browser's own pages.
      await chrome.tabs.sendMessage(tab.id, changed).catch(() => undefined);
    }),
  );
}

async function obey(command: string, given: chrome.tabs.Tab | undefined): Promise<void> {
  const [active] =
    given === undefined ? await chrome.tabs.query({ active: true, lastFocusedWindow: true }) : [given];
  const { settings, sites } = await readSettings();
  if (command === 'toggle') await changeSettings({ isOn: !settings.isOn });
  if (active?.id === undefined) return;
  if (command === 'toggle-site') {
    const site = siteOf(active.url);
    const others = sites.offSites.filter((other) => other !== site);
    await changeSites({ offSites: sites.offSites.includes(site) ? others : [...others, site] });
  }
  if (command === 'pause-tab') {
    const { pausedTabs } = await readSession();
    const others = pausedTabs.filter((tab) => tab !== active.id);
    await changeSession({ pausedTabs: pausedTabs.includes(active.id) ? others : [...others, active.id] });
  }
}
