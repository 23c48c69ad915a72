import { useId, useState } from 'preact/hooks';
import type { FileOwner, FileSurvey } from '../../contracts/index.js';
import { Button, DialogFoot } from '../../primitives/index.js';
import { counted } from '../../text/words.js';
import { Unreadable } from './unreadable.js';

/** Writers that are shown; whoever wrote less is hardly the owner of the files. */
const shown = 12;

/** Asks who of the writers the person is. */
export function WhoStep({
  survey,
  onBack,
  onChosen,
}: {
  survey: FileSurvey;
  onBack: () => void;
  onChosen: (owner: FileOwner) => void;
}) {
  const name = useId();
  const { writers, guess, unreadable } = survey;
  const [chosen, setChosen] = useState<number | 'everyone' | undefined>(guess);
  const owner = (): FileOwner | undefined => {
    if (chosen === 'everyone' || chosen === undefined) return chosen;
    const writer = writers[chosen];
    return writer && { identities: writer.identities };
  };
  const options = writers.slice(0, Math.max(shown, (guess ?? 0) + 1));
  return (
    <>
      <Unreadable files={unreadable} />
      <fieldset class="fw-field">
        <legend class="fw-label">Which of them are you?</legend>
        <p class="fw-hint">What others wrote is left out.</p>
        <div class="fw-who">
          {options.map((writer, at) => (
            <label class="fw-who-one" key={writer.name}>
              <input
                type="radio"
                name={name}
                checked={chosen === at}
                onChange={() => {
                  setChosen(at);
                }}
              />
              <bdi>{writer.name}</bdi>
              <span class="fw-small fw-numbers">{counted(writer.messages, 'message')}</span>
            </label>
          ))}
          <label class="fw-who-one">
            <input
              type="radio"
              name={name}
              checked={chosen === 'everyone'}
              onChange={() => {
                setChosen('everyone');
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
          isDisabled={chosen === undefined}
          onClick={() => {
            const wanted = owner();
            if (wanted !== undefined) onChosen(wanted);
          }}
        >
          Read my words
        </Button>
      </DialogFoot>
    </>
  );
}
