import { SettingsKeeper, applyTheme } from 'foreword-ui/settings';
import { localValue } from 'foreword-ui/storage';
import { find } from './dom.js';
import { Updates } from './offline/updates.js';
import { showPages } from './shell/pages.js';
import { go } from './shell/route.js';
import { drawToasts, tell } from './shell/toasts.js';
import { openWritePage } from './write/write.js';

drawToasts();
const settings = await SettingsKeeper.open(localValue('foreword-settings'));
const followTheme = () => {
  applyTheme(document.documentElement, settings.current.theme);
};
settings.subscribe(followTheme);
followTheme();
// Who comes for the first time is shown round; tests and measurements come for something else.
const isFirstVisit = !settings.current.isIntroduced && location.hash === '' && location.search === '';
const write = await openWritePage(settings);
showPages({ write, settings });
await write.opened;
if (isFirstVisit && write.desk.heads.value.length === 0) go({ page: 'welcome', part: '' }, { isSame: true });
performance.mark('foreword-writable');

const updates = new Updates({
  onKept: () => {
    find('.promise', HTMLElement).textContent =
      'Runs on this device, offline too. Nothing you type leaves it.';
  },
  onUpdate: (take) => {
    tell({
      text: 'A new version is ready.',
      forMs: Infinity,
      actions: [{ name: 'Reload', run: () => void write.desk.flush().then(take) }],
    });
  },
});
const { flavour } = write.drafts;
const uses = () => {
  if (flavour.value !== undefined) void updates.uses(flavour.value);
};
flavour.subscribe(uses);
uses();
// In development there are no versions.
if (import.meta.env.PROD) updates.begin(import.meta.url).catch(() => undefined);
await write.loaded;
