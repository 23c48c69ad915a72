import { kindNames, textKinds } from '../contracts/index.js';
import { Page, Section, Segments, Slider, Switch } from '../primitives/index.js';
import { type Settings, lengths, limits, themes } from '../settings/index.js';
import { KeysSection } from './keys-section.js';
import type { SettingsPageProps } from './props.js';
import { StorageSection } from './storage-section.js';
import { WhereSection } from './where-section.js';

const lengthNames = { word: 'One word', phrase: 'A phrase', sentence: 'To the full stop' };
const themeNames = { system: 'As the system', light: 'Light', dark: 'Dark' };

/** What a person can choose. Everything is in effect at once. */
export function SettingsPage(props: SettingsPageProps) {
  const { settings, onChange, engine, backend, fixed, explains, onForgotten, children } = props;
  return (
    <Page title="Settings" intro="Every change is in effect at once, and kept in this browser.">
      <DraftsSection settings={settings} onChange={onChange} />
      <KeysSection
        keys={settings.keys}
        explains={explains}
        onChange={(keys) => {
          onChange({ keys });
        }}
      />
      {children}
      <Section title="In pauses" intro="What is done while you don’t type. It takes a little energy.">
        <div class="fw-card fw-switches">
          <Choice
            label="Look again"
            more="All layers of the model write once more: better sentences when you stop typing."
            name="looksAgain"
            {...{ settings, onChange }}
          />
          <Choice
            label="Look ahead"
            more="Works out what may be needed next. About a fifth more work, and on fast devices nothing is gained."
            name="looksAhead"
            {...{ settings, onChange }}
          />
        </div>
      </Section>
      {engine && (
        <WhereSection
          choice={settings.backend}
          onChange={(choice) => {
            onChange({ backend: choice });
          }}
          status={backend}
          fixed={fixed}
          engine={engine}
        />
      )}
      <Section title="For eyes and ears">
        <div class="fw-card fw-switches">
          <Choice
            label="Tell screen readers"
            more="One draft in a pause, and what you take."
            name="announces"
            {...{ settings, onChange }}
          />
          <div class="fw-switches-row">
            <Segments
              label="Colours"
              options={themes.map((value) => ({ value, label: themeNames[value] }))}
              value={settings.theme}
              onChange={(theme) => {
                onChange({ theme });
              }}
            />
          </div>
        </div>
      </Section>
      {engine && <StorageSection engine={engine} onForgotten={onForgotten} />}
    </Page>
  );
}

function DraftsSection({ settings, onChange }: Pick<SettingsPageProps, 'settings' | 'onChange'>) {
  const { drafts, confidence, length, personal } = settings;
  const numbers = Array.from({ length: limits.drafts.most }, (_, at) => String(at + 1));
  return (
    <Section title="Drafts">
      <div class="fw-card fw-switches">
        <Choice label="Offer drafts" name="isOn" {...{ settings, onChange }} />
        <div class="fw-switches-row fw-switches-pair">
          <Segments
            label="How many at once"
            options={numbers.map((value) => ({ value, label: value }))}
            value={String(drafts)}
            onChange={(value) => {
              onChange({ drafts: Number(value) });
            }}
          />
          <Segments
            label="How long"
            options={lengths.map((value) => ({ value, label: lengthNames[value] }))}
            value={length}
            onChange={(value) => {
              onChange({ length: value });
            }}
          />
        </div>
        <div class="fw-switches-row">
          <Slider
            label="How sure"
            value={confidence}
            min={limits.confidence.least}
            max={limits.confidence.most}
            step={0.02}
            text={`at least ${Math.round(100 * confidence)}% likely`}
            ends={['more drafts, more of them wrong', 'fewer, and mostly right']}
            onChange={(value) => {
              onChange({ confidence: value });
            }}
          />
        </div>
        <fieldset class="fw-switches-row fw-kinds">
          <legend class="fw-label">Use what was learned from me in</legend>
          {textKinds.map((kind) => (
            <Switch
              key={kind}
              label={kindNames[kind]}
              isOn={personal[kind]}
              onChange={(isOn) => {
                onChange({ personal: { ...personal, [kind]: isOn } });
              }}
            />
          ))}
        </fieldset>
      </div>
    </Section>
  );
}

type Flag = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings];

/** A setting that is on or off. */
function Choice({
  label,
  more,
  name,
  settings,
  onChange,
}: { label: string; more?: string; name: Flag } & Pick<SettingsPageProps, 'settings' | 'onChange'>) {
  return (
    <Switch
      label={label}
      {...(more !== undefined && { more })}
      isOn={settings[name]}
      onChange={(isOn) => {
        onChange({ [name]: isOn });
      }}
    />
  );
}
