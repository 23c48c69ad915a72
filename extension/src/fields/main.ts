import { isAlive } from '../loader/alive.js';
import type { ToBackground } from '../protocol/background-messages.js';
import { fieldPort } from '../protocol/limits.js';
import { Fields } from './fields.js';
import { Link } from './link.js';

/** Brought into a frame when a field there gets the focus for the first time; the loader calls what it leaves. */
if (globalThis.forewordField === undefined) {
  const ensure: ToBackground = { to: 'background', kind: 'ensure' };
  const link = new Link({
    ensure: async () => {
      const answer: unknown = await chrome.runtime.sendMessage(ensure);
      if (answer !== true) throw new Error(`the engine's document didn't start: ${String(answer)}`);
    },
    connect: () => chrome.runtime.connect({ name: fieldPort }),
    isAlive,
    onOrphaned: () => {
      fields.end();
    },
    onEngine: (state, message) => {
      fields.engineIs(state, message);
    },
  });
  const fields = new Fields(link);
  globalThis.forewordField = fields;
  // What is written in a page that goes away is finished.
  addEventListener('pagehide', () => {
    fields.leave();
  });
}
