import { useEffect, useState } from 'preact/hooks';
import { type FieldStatus, type ToFrame, fieldStatus } from '../protocol/background-messages.js';
import { orNothing } from '../protocol/check.js';
import { siteOf } from '../settings/verdict.js';

/** The tab that the popup stands over. */
export interface FrontTab {
  readonly id: number;
  readonly site: string;
  readonly isPrivate: boolean;
  /** `undefined` where none of our scripts may be. */
  readonly status: FieldStatus | undefined;
}

/** How often the status is asked for while the popup is open, in milliseconds. */
const askEveryMs = 700;

/** The tab in front, and what its field is in. `revision` has it asked at once. */
export function useFrontTab(revision: unknown): FrontTab | undefined {
  const [tab, setTab] = useState<FrontTab>();
  useEffect(() => {
    const look = async () => {
      setTab(await frontTab());
    };
    void look();
    const timer = setInterval(() => void look(), askEveryMs);
    return () => {
      clearInterval(timer);
    };
  }, [revision]);
  return tab;
}

async function frontTab(): Promise<FrontTab | undefined> {
  // Tests open the popup as a page, and name the tab that it would stand over.
  const named = Number(new URLSearchParams(location.search).get('tab'));
  const tab =
    named > 0
      ? await chrome.tabs.get(named)
      : (await chrome.tabs.query({ active: true, currentWindow: true }))[0];
  if (tab?.id === undefined) return undefined;
  const message: ToFrame = { to: 'frame', kind: 'status' };
  const answer: unknown = await chrome.tabs.sendMessage(tab.id, message).catch(() => undefined);
  return {
    id: tab.id,
    site: siteOf(tab.url),
    isPrivate: tab.incognito,
    status: orNothing(fieldStatus, answer),
  };
}
