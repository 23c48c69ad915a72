import { startBackground } from './background.js';
import { ensureOffscreen } from './offscreen-document.js';

/** Chromium's service worker. It must not listen for ports: those are for the engine's document alone. */
startBackground({
  ensure: ensureOffscreen,
  onRules: (rules) => {
    // There may be no such document, which then asks when it starts.
    chrome.runtime.sendMessage({ to: 'host', kind: 'rules', rules }).catch(() => undefined);
  },
});
