import { Button, Switch } from 'foreword-ui/primitives';
import { type Everything, useEverything } from '../pages/use-settings.js';
import { useTheme } from '../pages/use-theme.js';
import type { FieldStatus } from '../protocol/background-messages.js';
import { changeSession, changeSettings, changeSites } from '../settings/storage.js';
import { verdictFor } from '../settings/verdict.js';
import { KeysHint } from './keys-hint.js';
import { Pause } from './pause.js';
import { closedPage, saidOf } from './reasons.js';
import { type FrontTab, useFrontTab } from './tab.js';

/** What stands over the button: is it on, why not, and what can be done about it. */
export function Popup() {
  const all = useEverything();
  useTheme(all.settings);
  const tab = useFrontTab(all);
  if (!all.isRead || tab === undefined) return <main class="popup" aria-busy="true" />;
  const status = statusOf(all, tab);
  const said = status === undefined ? closedPage : saidOf(status);
  return (
    <main class="popup">
      <header class="popup-head">
        <img src="icons/48.png" width="24" height="24" alt="" />
        <h1>Foreword</h1>
      </header>
      <section class={`popup-status popup-${said.mood}`} role="status">
        <p class="popup-title">
          <span class="popup-dot" aria-hidden="true" />
          {said.title}
        </p>
        <p class="popup-reason">{said.reason}</p>
        {said.mood === 'on' && <KeysHint keys={all.settings.keys} />}
      </section>
      <section class="popup-switches" aria-label="Where drafts are offered">
        <Switch label="Drafts" isOn={all.settings.isOn} onChange={(isOn) => void changeSettings({ isOn })} />
        {tab.site !== '' && status !== undefined && <SiteSwitch all={all} site={tab.site} />}
        <Switch
          label="In this tab"
          isOn={!all.pausedTabs.includes(tab.id)}
          isDisabled={!all.settings.isOn}
          onChange={(isOn) => {
            const others = all.pausedTabs.filter((other) => other !== tab.id);
            void changeSession({ pausedTabs: isOn ? others : [...others, tab.id] });
          }}
        />
        <Switch
          label="One word at a time"
          isOn={all.settings.length === 'word'}
          onChange={(isOn) => void changeSettings({ length: isOn ? 'word' : 'phrase' })}
        />
        {tab.isPrivate && (
          <Switch
            label="In private windows"
            more="Never learned from"
            isOn={all.sites.allowsPrivate}
            onChange={(allowsPrivate) => void changeSites({ allowsPrivate })}
          />
        )}
      </section>
      <Pause all={all} />
      <Links />
    </main>
  );
}

function SiteSwitch({ all, site }: { all: Everything; site: string }) {
  const { offSites } = all.sites;
  const others = offSites.filter((other) => other !== site);
  return (
    <Switch
      label={<span class="popup-site">On {site}</span>}
      isOn={!offSites.includes(site)}
      isDisabled={!all.settings.isOn}
      onChange={(isOn) => void changeSites({ offSites: isOn ? others : [...others, site] })}
    />
  );
}

const pages = [
  ['settings', 'Settings'],
  ['memory', 'Memory'],
  ['voice', 'Voice'],
  ['speed', 'Speed'],
] as const;

function Links() {
  return (
    <nav class="popup-links" aria-label="Pages">
      {pages.map(([page, title]) => (
        <Button
          key={page}
          kind="quiet"
          onClick={() => {
            void chrome.tabs.create({ url: chrome.runtime.getURL(`options.html#${page}`) });
            close();
          }}
        >
          {title}
        </Button>
      ))}
    </nav>
  );
}

/** What was set counts before what the page's field says, which may not have heard of it yet. */
function statusOf(all: Everything, tab: FrontTab): FieldStatus | undefined {
  if (tab.status === undefined) return undefined;
  const place = { site: tab.site, tab: tab.id, isPrivate: tab.isPrivate };
  const verdict = verdictFor(all, all, place, Date.now());
  if (verdict.state === 'on') return tab.status;
  return { state: verdict.reason, detail: verdict.until === null ? '' : `Until ${timeOf(verdict.until)}.` };
}

function timeOf(time: number): string {
  return new Date(time).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
}
