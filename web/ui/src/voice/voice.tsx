import type { ProfileSettings, TextKind } from 'foreword';
import { useEffect, useRef, useState } from 'preact/hooks';
import { kindNames, textKinds } from '../contracts/index.js';
import {
  Button,
  Notice,
  Page,
  Section,
  Segments,
  TextField,
  useLoaded,
  useSettled,
  useToasts,
} from '../primitives/index.js';
import { memoryValue } from '../storage/index.js';
import { errorText } from '../text/errors.js';
import { Drafts } from './drafts.js';
import { Examples } from './examples.js';
import { type Tone, presets, tones } from './presets.js';
import type { Preview, VoiceProps } from './props.js';
import { Strength } from './strength.js';
import { type Gaps, type Writer, filled, gapsOf, refilled, writerFrom } from './writer.js';

const beginnings: Record<TextKind, string> = {
  mail: 'Hi Sarah, thanks for',
  chat: 'sorry I',
  document: 'The second part of the report',
  note: 'Talked with Tom about',
  other: 'I just wanted to',
};

const toneNames: Record<Tone, string> = { friendly: 'Friendly', plain: 'Plain', formal: 'Formal' };

/** Who writes, to whom, and how: examples for each kind of text, and what drafts make of them. */
export function Voice({ profile, preview, writer: kept, kind: first = 'mail' }: VoiceProps) {
  const [store] = useState(() => kept ?? memoryValue());
  const [kind, setKind] = useState<TextKind>(first);
  const [settings, setSettings] = useState<ProfileSettings>();
  const [writer, setWriter] = useState<Writer>();
  const [version, setVersion] = useState(0);
  // What is undone later must not take back what has changed since.
  const voices = useRef<ProfileSettings['voices']>({});
  voices.current = settings?.voices ?? {};
  const toasts = useToasts();
  const loaded = useLoaded(async () => {
    setWriter(writerFrom(await store.read()));
    setSettings(await profile.settings());
  }, [profile, store]);
  const change = (changes: Partial<ProfileSettings>) => {
    // Shown at once; what the profile says is shown when it has said it.
    setSettings((before) => before && { ...before, ...changes });
    profile.settings(changes).then(
      (now) => {
        setSettings(now);
        setVersion((before) => before + 1);
      },
      (error: unknown) => {
        toasts.show({ text: errorText(error), isBad: true });
        loaded.reload();
      },
    );
  };
  if (settings === undefined || writer === undefined) {
    return (
      <Page title="Voice">
        {loaded.error === undefined ? (
          <p class="fw-soft">Getting ready…</p>
        ) : (
          <Notice kind="bad">
            <p>{errorText(loaded.error)}</p>
            <div class="fw-row">
              <Button onClick={loaded.reload}>Try again</Button>
            </div>
          </Notice>
        )}
      </Page>
    );
  }
  const examples = settings.voices[kind] ?? [];
  const setExamples = (next: readonly string[]) => {
    change({ voices: { ...voices.current, [kind]: [...next] } });
  };
  const gaps = gapsOf(writer, kind);
  const setGaps = (next: Gaps) => {
    const { me, ...addressee } = next;
    const changed = { name: me, kinds: { ...writer.kinds, [kind]: addressee } };
    setWriter(changed);
    store.write(changed).catch(() => undefined);
    const anew = refilled(examples, gaps, next);
    if (anew.some((example, at) => example !== examples[at])) setExamples(anew);
  };
  return (
    <Page
      title="Voice"
      intro="Drafts go on in the manner of what stands before them. Here you choose what that is, for each kind of text."
    >
      <Segments
        label="Kind of text"
        isLabelHidden
        options={textKinds.map((value) => ({ value, label: kindNames[value] }))}
        value={kind}
        onChange={setKind}
      />
      <VoiceOfKind
        key={kind}
        kind={kind}
        gaps={gaps}
        examples={examples}
        preview={preview}
        version={version}
        onGaps={setGaps}
        onExamples={setExamples}
        onPreset={(next) => {
          const before = examples;
          setExamples(next);
          if (before.length > 0) {
            toasts.show({
              text: 'The examples were replaced.',
              undo: () => {
                setExamples(before);
              },
            });
          }
        }}
      />
      <Strength
        strength={settings.strength}
        kind={kind}
        examples={examples}
        preview={preview}
        version={version}
        beginning={beginnings[kind]}
        onChange={(strength) => {
          change({ strength });
        }}
      />
      {toasts.view}
    </Page>
  );
}

function VoiceOfKind({
  kind,
  gaps,
  examples,
  preview,
  version,
  onGaps,
  onExamples,
  onPreset,
}: {
  kind: TextKind;
  gaps: Gaps;
  examples: readonly string[];
  preview: Preview | undefined;
  version: number;
  onGaps: (gaps: Gaps) => void;
  onExamples: (examples: readonly string[]) => void;
  onPreset: (examples: readonly string[]) => void;
}) {
  const [before, setBefore] = useState(beginnings[kind]);
  const settled = useSettled(before, 300);
  const offered = presets.filter(({ kinds }) => kinds.includes(kind));
  return (
    <>
      <Section
        title="Who writes to whom"
        intro="Names and tone fill the examples below. They are not read by themselves."
      >
        <div class="fw-card fw-writer">
          <Kept
            label="Your name"
            value={gaps.me}
            autocomplete="given-name"
            onChange={(me) => {
              onGaps({ ...gaps, me });
            }}
          />
          <Kept
            label="Mostly to"
            value={gaps.them}
            autocomplete="off"
            onChange={(them) => {
              onGaps({ ...gaps, them });
            }}
          />
          <Segments
            label="Tone"
            options={tones.map((value) => ({ value, label: toneNames[value] }))}
            value={gaps.tone}
            onChange={(tone) => {
              onGaps({ ...gaps, tone });
            }}
          />
        </div>
      </Section>
      <Section
        title="Examples"
        intro="Messages as you would write them, read before each text of this kind. They say more than any description."
      >
        <Examples key={examples.length} examples={examples} onChange={onExamples} />
      </Section>
      {preview && (
        <Section title="What it changes">
          <TextField label="A beginning to try" value={before} onValue={setBefore} autocomplete="off" />
          <div class="fw-pair">
            <Drafts
              title="With these examples"
              preview={preview}
              before={settled}
              voice={{ kind, examples, personal: true }}
              version={version}
            />
            <Drafts
              title="Without examples"
              preview={preview}
              before={settled}
              voice={{ kind, examples: [], personal: false }}
            />
          </div>
        </Section>
      )}
      <Section title="To begin with">
        <div class="fw-presets">
          {offered.map(({ name, title, messages }) => {
            const texts = messages[gaps.tone].map((message) => filled(message, gaps));
            return (
              <article class="fw-card fw-preset" key={name} aria-label={title}>
                <h3 class="fw-preset-title">{title}</h3>
                <p class="fw-preset-text">{texts[0]}</p>
                {preview && (
                  <Drafts
                    title={`“${settled.trim()}…”`}
                    preview={preview}
                    before={settled}
                    voice={{ kind, examples: texts, personal: false }}
                  />
                )}
                <Button
                  onClick={() => {
                    onPreset(texts);
                  }}
                >
                  Use these examples
                </Button>
              </article>
            );
          })}
        </div>
      </Section>
    </>
  );
}

/** A line of text that counts once it is left: each letter would fill all examples anew. */
function Kept({
  label,
  value,
  autocomplete,
  onChange,
}: {
  label: string;
  value: string;
  autocomplete: string;
  onChange: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  const settled = useSettled(typed, 400);
  useEffect(() => {
    if (settled !== value) onChange(settled);
  }, [settled]);
  return <TextField label={label} value={typed} onValue={setTyped} autocomplete={autocomplete} />;
}
