import type { StorageInfo } from 'foreword';
import { useState } from 'preact/hooks';
import { Button, Dialog, DialogFoot, Notice, Section, useLoaded } from '../primitives/index.js';
import { errorText } from '../text/errors.js';
import { bytes } from '../text/words.js';
import type { EngineControl } from './props.js';

/** What is stored on this device, and how it is freed. */
export function StorageSection({
  engine,
  onForgotten,
}: {
  engine: EngineControl;
  onForgotten: (() => void) | undefined;
}) {
  const stored = useLoaded(() => engine.storage(), [engine]);
  const [isAsked, setIsAsked] = useState(false);
  const [error, setError] = useState<string>();
  const free = async () => {
    setIsAsked(false);
    try {
      await engine.forgetModel();
      setError(undefined);
      stored.reload();
      onForgotten?.();
    } catch (reason) {
      setError(errorText(reason));
    }
  };
  const { value } = stored;
  const problem = error ?? (stored.error === undefined ? undefined : errorText(stored.error));
  return (
    <Section title="Storage">
      <div class="fw-card fw-storage">
        <div>
          <p class="fw-numbers" role="status">
            {value === undefined ? 'Looking…' : usedText(value)}
          </p>
          {value !== undefined && <p class="fw-small">{placeText(value)}</p>}
        </div>
        <Button
          icon="trash"
          hasPopup="dialog"
          isDisabled={value === undefined || value.bytes === 0}
          onClick={() => {
            setIsAsked(true);
          }}
        >
          Free it
        </Button>
      </div>
      {problem !== undefined && (
        <Notice kind="bad">
          <p>{problem}</p>
        </Notice>
      )}
      <Dialog
        title="Delete the language model?"
        isOpen={isAsked}
        onClose={() => {
          setIsAsked(false);
        }}
      >
        <p>
          {value && bytes(value.bytes)} are freed. Drafts need the model, so it is fetched again the next
          time. What was learned from you stays.
        </p>
        <DialogFoot>
          <Button
            onClick={() => {
              setIsAsked(false);
            }}
          >
            Cancel
          </Button>
          <Button kind="danger" icon="trash" onClick={() => void free()}>
            Delete it
          </Button>
        </DialogFoot>
      </Dialog>
    </Section>
  );
}

function usedText({ bytes: used, files }: StorageInfo): string {
  if (used === 0) return 'Nothing is stored.';
  // Where a packed file was, an empty one is left.
  const parts = files.filter((file) => !file.isComplete && file.bytes > 0).length;
  return `The language model takes ${bytes(used)}${parts > 0 ? ', a part of it from a download that was interrupted' : ''}.`;
}

function placeText({ kind, quota, isPersistent }: StorageInfo): string {
  if (kind === 'memory') return 'The browser stores nothing here, so it is gone when this page is closed.';
  const room = quota === undefined ? '' : `The browser allows ${bytes(quota)} in all. `;
  if (isPersistent === undefined) return room.trim();
  const promise = isPersistent
    ? 'It has promised not to clear it by itself.'
    : 'It may clear it when the device runs out of room, and does so when a private window is closed.';
  return `${room}${promise}`;
}
