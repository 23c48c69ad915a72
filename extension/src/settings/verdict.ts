import type { HostRules, Verdict } from '../protocol/background-messages.js';
import type { Settings } from './settings.js';
import type { SessionState } from './storage.js';

/** The page that asks. */
export interface Place {
  /** Of the tab, not of the frame: frames in a sandbox have no host name. */
  readonly site: string;
  readonly tab: number;
  readonly isPrivate: boolean;
}

/** How fields in a page are to be treated. What a person does nearest to the page goes last, so that it is named. */
export function verdictFor(
  settings: Settings,
  session: SessionState,
  place: Place,
  now: number,
): Verdict {
  const off = (reason: 'off' | 'paused' | 'site' | 'tab' | 'private', until: number | null = null): Verdict => ({
    state: 'off',
    reason,
    until,
  });
  if (!settings.isOn) return off('off');
  if (session.isPausedUntilRestart) return off('paused');
  if (settings.pausedUntil > now) return off('paused', settings.pausedUntil);
  if (place.isPrivate && !settings.allowsPrivate) return off('private');
  if (settings.offSites.includes(place.site)) return off('site');
  if (session.pausedTabs.includes(place.tab)) return off('tab');
  const { tokens, drafts, minConfidence, isOneWord, mayLookAgain, mayAnnounce, isQuietInCode, keys } = settings;
  const mayLearn = settings.learns && !place.isPrivate;
  return {
    state: 'on',
    ...{ tokens, drafts, minConfidence, isOneWord, mayLookAgain, mayAnnounce, mayLearn, isQuietInCode, keys },
  };
}

/** What the engine's document keeps to by itself, whatever a frame says. */
export function rulesOf({ isOn, offSites, allowsPrivate, learns, idleMinutes }: Settings): HostRules {
  return { isOn, offSites, allowsPrivate, learns, idleMinutes };
}

/** The site of an address: its host name, without `www.`; the scheme where there is none. */
export function siteOf(url: string | undefined): string {
  if (url === undefined || !URL.canParse(url)) return '';
  const { hostname, protocol } = new URL(url);
  return hostname === '' ? protocol.replace(':', '') : hostname.replace(/^www\./, '');
}
