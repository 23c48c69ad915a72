import type { Sharing } from 'foreword';
import type { ProfileAccess } from 'foreword-ui/contracts';
import { Button, Section, Segments, Switch } from 'foreword-ui/primitives';
import { useEffect, useState } from 'preact/hooks';
import type { SiteSettings } from '../settings/site-settings.js';
import { changeSites } from '../settings/storage.js';

const idle = [
  { value: '2', label: '2 min' },
  { value: '10', label: '10 min' },
  { value: '60', label: '1 hour' },
  { value: '0', label: 'Never' },
] as const;

/** Where the extension is silent, and what goes from site to site. */
export function SitesSection({ sites, profile }: { sites: SiteSettings; profile: ProfileAccess }) {
  const minutes = idle.find(({ value }) => Number(value) === sites.idleMinutes)?.value ?? '10';
  return (
    <Section title="Sites" intro="Where nothing is offered, and what is used where.">
      <div class="fw-card fw-switches">
        <OffSites offSites={sites.offSites} />
        <BetweenSites profile={profile} />
        <Switch
          label="Drafts in private windows"
          more="The browser asks too, on its own page of extensions. Nothing written there is ever learned, and nothing learned is used there."
          isOn={sites.allowsPrivate}
          onChange={(allowsPrivate) => void changeSites({ allowsPrivate })}
        />
        <Switch
          label="Silent in code and terminals"
          isOn={sites.isQuietInCode}
          onChange={(isQuietInCode) => void changeSites({ isQuietInCode })}
        />
        <div class="fw-switches-row">
          <Segments
            label="The model leaves the memory when nothing was asked for"
            options={idle}
            value={minutes}
            onChange={(value) => void changeSites({ idleMinutes: Number(value) })}
          />
        </div>
      </div>
    </Section>
  );
}

function OffSites({ offSites }: { offSites: readonly string[] }) {
  if (offSites.length === 0) {
    return (
      <p class="fw-switches-row fw-small">
        No site is switched off. The button of the extension does that for the site in front.
      </p>
    );
  }
  return (
    <ul class="options-sites" aria-label="Sites that are switched off">
      {offSites.map((site) => (
        <li key={site}>
          <span>{site}</span>
          <Button
            kind="quiet"
            label={`Offer drafts on ${site} again`}
            onClick={() => void changeSites({ offSites: offSites.filter((other) => other !== site) })}
          >
            Offer again
          </Button>
        </li>
      ))}
    </ul>
  );
}

const sharings = [
  {
    value: 'site',
    label: 'On its own site',
    means: 'A draft knows only what you wrote on the site where it is offered.',
  },
  {
    value: 'two-sites',
    label: 'Words of two sites everywhere',
    means: 'Elsewhere a draft knows only words and phrases that you have used on two sites.',
  },
  { value: 'everywhere', label: 'Everywhere', means: 'A draft knows what you wrote on any site.' },
] as const satisfies readonly { value: Sharing; label: string; means: string }[];

/** It is the profile's, which the engine holds. */
function BetweenSites({ profile }: { profile: ProfileAccess }) {
  const [sharing, setSharing] = useState<Sharing>();
  useEffect(() => {
    profile.settings().then(
      (now) => {
        setSharing(now.sharing);
      },
      () => undefined,
    );
  }, [profile]);
  return (
    <div class="fw-switches-row">
      <Segments
        label="What you write is used"
        options={sharings}
        value={sharing ?? 'two-sites'}
        isDisabled={sharing === undefined}
        onChange={(chosen) => {
          setSharing(chosen);
          profile.settings({ sharing: chosen }).catch(() => {
            setSharing(sharing);
          });
        }}
      />
      <p class="fw-small options-means" aria-live="polite">
        {sharings.find(({ value }) => value === sharing)?.means}
      </p>
    </div>
  );
}
