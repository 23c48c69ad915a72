import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button, Kbd, Section } from '../primitives/index.js';
import {
  type Chord,
  type KeyAction,
  type KeyChoices,
  type KeyProblem,
  actionNames,
  actionsOf,
  chordOf,
  chordParts,
  chordText,
  defaultKeyChoices,
  isSame,
  problemOf,
} from '../settings/index.js';

/** The keys of each action, recorded by pressing them. */
export function KeysSection({
  keys,
  explains,
  onChange,
}: {
  keys: KeyChoices;
  explains: boolean | undefined;
  onChange: (keys: KeyChoices) => void;
}) {
  const [recorded, setRecorded] = useState<KeyAction>();
  const [refused, setRefused] = useState<KeyProblem>();
  // A key of what isn't there is free.
  const shownKeys: KeyChoices = explains === true ? keys : { ...keys, explain: [] };
  const without = (action: KeyAction, chord: Chord, from = keys): KeyChoices => ({
    ...from,
    [action]: from[action].filter((one) => !isSame(one, chord)),
  });
  const add = (action: KeyAction, chord: Chord, from = keys) => {
    setRefused(undefined);
    onChange({ ...from, [action]: [...from[action].filter((one) => !isSame(one, chord)), chord] });
  };
  const record = (action: KeyAction, chord: Chord) => {
    setRecorded(undefined);
    const problem = problemOf(chord, action, shownKeys);
    if (problem?.isFatal === true) setRefused(problem);
    else add(action, chord);
  };
  return (
    <Section
      title="Keys"
      intro="Keys work only while a draft is shown. Otherwise they do what they always do."
    >
      <div class="fw-card fw-keys">
        {actionsOf({ explains }).map((action) => (
          <div class="fw-keys-row" key={action}>
            <span class="fw-keys-name" id={`keys-${action}`}>
              {actionNames[action]}
            </span>
            <div class="fw-keys-chords" role="group" aria-labelledby={`keys-${action}`}>
              {keys[action].map((chord) => (
                <Chip
                  key={chordText(chord, action)}
                  action={action}
                  chord={chord}
                  onRemove={() => {
                    setRefused(undefined);
                    onChange(without(action, chord));
                  }}
                />
              ))}
              {recorded === action ? (
                <Recorder
                  isDigit={action === 'pick'}
                  onRecord={(chord) => {
                    record(action, chord);
                  }}
                  onCancel={() => {
                    setRecorded(undefined);
                  }}
                />
              ) : (
                keys[action].length < 4 && (
                  <Button
                    kind="quiet"
                    icon="add"
                    isIconOnly
                    label={`Add a key for “${actionNames[action]}”`}
                    onClick={() => {
                      setRefused(undefined);
                      setRecorded(action);
                    }}
                  />
                )
              )}
            </div>
            <Problems
              action={action}
              keys={shownKeys}
              refused={refused?.action === action ? refused : undefined}
              onTake={({ chord, other }) => {
                if (other === undefined) return;
                const taken =
                  action === 'pick' || other === 'pick' ? { ...keys, [other]: [] } : without(other, chord);
                add(action, chord, taken);
              }}
            />
          </div>
        ))}
      </div>
      {JSON.stringify(keys) !== JSON.stringify(defaultKeyChoices) && (
        <div>
          <Button
            onClick={() => {
              setRefused(undefined);
              onChange(defaultKeyChoices);
            }}
          >
            Back to the usual keys
          </Button>
        </div>
      )}
    </Section>
  );
}

function Chip({ action, chord, onRemove }: { action: KeyAction; chord: Chord; onRemove: () => void }) {
  return (
    <span class="fw-chord">
      {chordParts(chord, action).map((part) => (
        <Kbd key={part}>{part}</Kbd>
      ))}
      <Button
        kind="quiet"
        icon="close"
        isIconOnly
        label={`Remove ${chordText(chord, action)} from “${actionNames[action]}”`}
        onClick={onRemove}
      />
    </span>
  );
}

/** Waits for one key. Any key is taken, Tab and Escape too; leaving it ends the waiting. */
function Recorder({
  isDigit,
  onRecord,
  onCancel,
}: {
  isDigit: boolean;
  onRecord: (chord: Chord) => void;
  onCancel: () => void;
}) {
  const box = useRef<HTMLButtonElement>(null);
  // Before the next key arrives.
  useLayoutEffect(() => {
    box.current?.focus();
  }, []);
  return (
    <button
      class="fw-recorder"
      type="button"
      ref={box}
      onKeyDown={(event) => {
        event.preventDefault();
        event.stopPropagation();
        const chord = chordOf(event);
        if (chord !== undefined) onRecord(chord);
      }}
      onBlur={onCancel}
    >
      {isDigit ? 'Press Ctrl or Alt with a digit…' : 'Press a key…'}
    </button>
  );
}

function Problems({
  action,
  keys,
  refused,
  onTake,
}: {
  action: KeyAction;
  keys: KeyChoices;
  refused: KeyProblem | undefined;
  onTake: (problem: KeyProblem) => void;
}) {
  const present = keys[action].flatMap((chord) => problemOf(chord, action, keys) ?? []);
  const all = refused ? [refused, ...present] : present;
  return (
    <div class="fw-keys-problems" role="status">
      {all.map((problem) => (
        <p class={problem.isFatal ? 'fw-error' : 'fw-small'} key={problem.text}>
          {problem.text}{' '}
          {problem === refused && problem.other !== undefined && (
            <button
              class="fw-link"
              type="button"
              onClick={() => {
                onTake(problem);
              }}
            >
              Use it here instead
            </button>
          )}
        </p>
      ))}
      {keys[action].length === 0 && <p class="fw-small">No key does this.</p>}
    </div>
  );
}
