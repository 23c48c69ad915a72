import { bindingsOf, completeOptions } from 'foreword-ui/settings';
import type { HostRules, OffReason, Verdict } from '../protocol/background-messages.js';
import type { AllSettings, SessionState } from './storage.js';

/** The page that asks. */
export interface Place {
  /** Of the tab, not of the frame: frames in a sandbox have no host name. */
  readonly site: string;
  readonly tab: number;
  readonly isPrivate: boolean;
}

/** How fields in a page are to be treated: the widest reason comes first, so that the popup names that one. */
export function verdictFor(all: AllSettings, session: SessionState, place: Place, now: number): Verdict {
  const { settings, sites } = all;
  const off = (reason: OffReason, until: number | null = null): Verdict => ({ state: 'off', reason, until });
  if (!settings.isOn) return off('off');
  if (session.isPausedUntilRestart) return off('paused');
  if (sites.pausedUntil > now) return off('paused', sites.pausedUntil);
  if (place.isPrivate && !sites.allowsPrivate) return off('private');
  if (sites.offSites.includes(place.site)) return off('site');
  if (session.pausedTabs.includes(place.tab)) return off('tab');
  return {
    state: 'on',
    complete: completeOptions(settings),
    keys: bindingsOf(settings.keys),
    length: settings.length,
    mayLookAgain: settings.looksAgain,
    mayAnnounce: settings.announces,
    mayLearn: !place.isPrivate,
    isQuietInCode: sites.isQuietInCode,
  };
}

/** What the engine's document keeps to by itself, whatever a frame says. */
export function rulesOf({ settings, sites }: AllSettings): HostRules {
  const { isOn, backend, personal } = settings;
  const { offSites, allowsPrivate, idleMinutes } = sites;
  return { isOn, offSites, allowsPrivate, idleMinutes, backend, personal };
}

/** The site of an address: its host name, without `www.`; the scheme where there is none. */
export function siteOf(url: string | undefined): string {
  if (url === undefined || !URL.canParse(url)) return '';
  const { hostname, protocol } = new URL(url);
  return hostname === '' ? protocol.replace(':', '') : hostname.replace(/^www\./, '');
}
