import { useState } from 'preact/hooks';
import type { FileOwner, FileSurvey } from '../../contracts/index.js';
import { Button, DialogFoot } from '../../primitives/index.js';
import { counted } from '../../text/words.js';
import { Unreadable } from './unreadable.js';

/** Writers that are shown; whoever wrote less is hardly the owner of the files. */
const shown = 12;

/** Asks who of the writers the person is: people write under several names and addresses. */
export function WhoStep({
  survey,
  onBack,
  onChosen,
}: {
  survey: FileSurvey;
  onBack: () => void;
  onChosen: (owner: FileOwner) => void;
}) {
  const { writers, guess, unreadable } = survey;
  const [chosen, setChosen] = useState<ReadonlySet<number>>(() => alike(survey));
  const [isEveryone, setIsEveryone] = useState(false);
  const options = writers.slice(0, Math.max(shown, (guess ?? 0) + 1));
  const owner: FileOwner = isEveryone
    ? 'everyone'
    : { identities: [...chosen].flatMap((at) => writers[at]?.identities ?? []) };
  return (
    <>
      <Unreadable files={unreadable} />
      <fieldset class="fw-field">
        <legend class="fw-label">Which of them are you?</legend>
        <p class="fw-hint">Choose all of your names and addresses. What others wrote is left out.</p>
        <div class="fw-who">
          {options.map((writer, at) => (
            <label class="fw-who-one" key={writer.name}>
              <input
                type="checkbox"
                checked={isEveryone || chosen.has(at)}
                disabled={isEveryone}
                onChange={({ currentTarget }) => {
                  const now = new Set(chosen);
                  if (currentTarget.checked) now.add(at);
                  else now.delete(at);
                  setChosen(now);
                }}
              />
              <bdi>{writer.name}</bdi>
              <span class="fw-small fw-numbers">{counted(writer.messages, 'message')}</span>
            </label>
          ))}
          <label class="fw-who-one">
            <input
              type="checkbox"
              checked={isEveryone}
              onChange={({ currentTarget }) => {
                setIsEveryone(currentTarget.checked);
              }}
            />
            <span>All of it is mine</span>
            <span class="fw-small">as in a folder of sent mail</span>
          </label>
        </div>
      </fieldset>
      <DialogFoot>
        <Button onClick={onBack}>Back</Button>
        <Button
          kind="primary"
          isDisabled={!isEveryone && chosen.size === 0}
          onClick={() => {
            onChosen(owner);
          }}
        >
          Read my words
        </Button>
      </DialogFoot>
    </>
  );
}

/** The writer that the files say is their owner, and others of the same name. */
function alike({ writers, guess }: FileSurvey): ReadonlySet<number> {
  const known = guess === undefined ? undefined : writers[guess];
  if (known === undefined) return new Set();
  const names = new Set(known.identities.map((identity) => identity.toLowerCase()));
  const isKnown = (identity: string) => names.has(identity.toLowerCase());
  return new Set(writers.flatMap(({ identities }, at) => (identities.some(isKnown) ? [at] : [])));
}
