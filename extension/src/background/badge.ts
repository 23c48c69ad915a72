import type { Verdict } from '../protocol/background-messages.js';

/** Says on the extension's button whether drafts are offered in a tab. */
export async function showBadge(tabId: number, verdict: Verdict): Promise<void> {
  const text =
    verdict.state === 'on' ? '' : verdict.reason === 'paused' || verdict.reason === 'tab' ? 'II' : 'off';
  try {
    await chrome.action.setBadgeText({ tabId, text });
    await chrome.action.setBadgeBackgroundColor({ tabId, color: '#6d685e' });
  } catch {
    // The tab was closed in this moment.
  }
}
