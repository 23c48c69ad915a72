import type { BackendChoice, BackendStatus } from 'foreword';
import { useState } from 'preact/hooks';
import { Button, Section, Segments } from '../primitives/index.js';
import { fixedText, testedText, whereText } from '../text/where.js';
import type { EngineControl } from './props.js';

/** Where drafts are computed. */
export function WhereSection({
  choice,
  onChange,
  status,
  fixed,
  engine,
}: {
  choice: 'auto' | 'cpu';
  onChange: (choice: 'auto' | 'cpu') => void;
  status: BackendStatus | undefined;
  fixed: BackendChoice | undefined;
  engine: EngineControl;
}) {
  const [isAsked, setIsAsked] = useState(false);
  const isTesting = isAsked || status?.reason === 'testing';
  const value = fixed ?? choice;
  const mayTest = status !== undefined && value !== 'cpu' && status.reason !== 'no-webgpu';
  const test = () => {
    setIsAsked(true);
    // The status says what came of it.
    engine
      .testBackends()
      .catch(() => undefined)
      .finally(() => {
        setIsAsked(false);
      });
  };
  return (
    <Section title="Where it runs">
      <Segments
        label="Where drafts are computed"
        isLabelHidden
        options={[
          { value: 'auto', label: 'Whichever is faster' },
          { value: 'cpu', label: 'Processor only' },
        ]}
        value={value === 'cpu' ? 'cpu' : 'auto'}
        isDisabled={fixed !== undefined}
        onChange={onChange}
      />
      {fixed !== undefined && <p class="fw-small">{fixedText(fixed)}</p>}
      <div class="fw-card fw-storage">
        <div>
          <p class="fw-numbers" role="status" data-used={status?.used} title={status?.message}>
            {status === undefined ? 'Getting ready' : whereText(status)}
          </p>
          {status !== undefined && <p class="fw-small">{testedText(status)}</p>}
        </div>
        {mayTest && (
          <Button isDisabled={isTesting} onClick={test}>
            {isTesting ? 'Testing…' : 'Test again'}
          </Button>
        )}
      </div>
    </Section>
  );
}
