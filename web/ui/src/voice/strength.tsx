import type { TextKind } from 'foreword';
import { useState } from 'preact/hooks';
import { Section, Slider } from '../primitives/index.js';
import { Drafts } from './drafts.js';
import type { Preview } from './props.js';

/** How much drafts sound like the person, and what that changes. */
export function Strength({
  strength,
  kind,
  examples,
  preview,
  version,
  beginning,
  onChange,
}: {
  strength: number;
  kind: TextKind;
  examples: readonly string[];
  preview: Preview | undefined;
  version: number;
  beginning: string;
  onChange: (strength: number) => void;
}) {
  const [moved, setMoved] = useState<number>();
  const shown = moved ?? strength;
  return (
    <Section
      title="Sounds like me"
      intro="How much your own words and phrases count beside everybody’s. It holds for all kinds of text."
    >
      <div class="fw-card fw-strength">
        <Slider
          label="Sounds like me"
          value={shown}
          min={0}
          max={1}
          step={0.05}
          text={strengthText(shown)}
          ends={['like anybody', 'like me']}
          onValue={setMoved}
          onChange={(value) => {
            setMoved(undefined);
            onChange(value);
          }}
        />
        {preview && (
          <>
            <p class="fw-small">
              Behind “<bdi>{beginning}</bdi>…”:
            </p>
            <div class="fw-pair">
              <Drafts
                title="Like anybody"
                preview={preview}
                before={beginning}
                voice={{ kind, examples: [], personal: false }}
              />
              <Drafts
                title={strength === 0 ? 'Off: the same' : `Like you, ${Math.round(100 * strength)}%`}
                preview={preview}
                before={beginning}
                voice={{ kind, examples: strength === 0 ? [] : examples, personal: strength > 0 }}
                version={version}
              />
            </div>
          </>
        )}
      </div>
    </Section>
  );
}

function strengthText(strength: number): string {
  if (strength === 0) return 'off: as if nothing had been learned';
  return `${Math.round(100 * strength)}%`;
}
