import type { ProfilePlace } from 'foreword';
import { useEffect, useState } from 'preact/hooks';
import { Notice, Switch } from '../primitives/index.js';
import { counted } from '../text/words.js';
import type { MemoryFacts } from './facts.js';

/** Whether anything is learned, and how much has been. */
export function Head({
  facts,
  onLearns,
}: {
  facts: MemoryFacts | undefined;
  onLearns: (learns: boolean) => void;
}) {
  // A switch follows the finger; whether it holds is said once the profile has answered.
  const [wanted, setWanted] = useState<boolean>();
  useEffect(() => {
    setWanted(undefined);
  }, [facts]);
  const learns = wanted ?? facts?.settings.learns ?? true;
  return (
    <>
      {facts && <PlaceNotice place={facts.place} />}
      <div class="fw-card fw-memory-head">
        <p class="fw-memory-sum fw-numbers" aria-busy={facts === undefined}>
          {facts ? sum(facts) : ' '}
        </p>
        <Switch
          label="Learn from what I write"
          more={
            learns
              ? 'Messages that you finish are kept here.'
              : 'Paused: nothing is added. What is here is still used.'
          }
          isOn={learns}
          isDisabled={facts === undefined}
          onChange={(now) => {
            setWanted(now);
            onLearns(now);
          }}
        />
      </div>
    </>
  );
}

function sum({ counts }: MemoryFacts): string {
  if (counts.messages === 0) return 'Nothing has been learned yet.';
  return `${counted(counts.messages, 'message')}, ${counted(counts.words, 'word')} and ${counted(counts.names, 'name')} of yours.`;
}

/** What the person should know about where it is kept. */
function PlaceNotice({ place: { kind, because, damaged } }: { place: ProfilePlace }) {
  return (
    <>
      {kind === 'memory' && (
        <Notice kind="warm">
          <p>
            What is learned here is gone when this page is closed
            {because === undefined ? '' : `, because ${because}`}. Export it to keep it.
          </p>
        </Notice>
      )}
      {damaged > 0 && (
        <Notice kind="warm">
          <p>
            {counted(damaged, 'stored message')} can’t be read any more: the browser has lost a part of them.
            All others are unharmed.
          </p>
        </Notice>
      )}
    </>
  );
}
