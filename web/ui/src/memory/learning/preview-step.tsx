import { kindNames } from '../../contracts/index.js';
import { Button, DialogFoot, EmptyState, Notice } from '../../primitives/index.js';
import { count, counted } from '../../text/words.js';
import type { Preview } from './state.js';
import { Unreadable } from './unreadable.js';

/** Messages that are shown: enough to see whether these are one's own words. */
const shown = 25;

/** Shows what was found, before anything of it is kept. */
export function PreviewStep({
  preview,
  onBack,
  onLearn,
}: {
  preview: Preview;
  onBack: () => void;
  onLearn: () => void;
}) {
  const { found, survey, before } = preview;
  const { messages, leftOut, faults, furtherFaults } = found;
  const wanted = messages.length - before;
  return (
    <>
      <Unreadable files={survey.unreadable} />
      {faults.length > 0 && (
        <Notice kind="warm">
          <p>
            {counted(faults.length + furtherFaults, 'place')} could not be read; what stands before and after
            them was.
          </p>
          <ul class="fw-plain-list">
            {faults.slice(0, 5).map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Notice>
      )}
      {messages.length === 0 ? (
        <EmptyState
          icon="file"
          title="No words of yours"
          text="Nothing in these files is text that you wrote."
        />
      ) : (
        <>
          <p>
            <strong>{counted(messages.length, 'message')} of yours.</strong>{' '}
            {before > 0 && `${count(before)} were learned last time. `}
            Nothing is kept until you say so.
          </p>
          <ul class="fw-found" aria-label="Found messages" tabIndex={0}>
            {messages.slice(0, shown).map((message, at) => (
              <li class="fw-found-one" key={at}>
                <p class="fw-found-text" dir="auto">
                  {message.text}
                </p>
                <span class="fw-small">
                  {kindNames[message.kind]} from <bdi>{message.file}</bdi>
                </span>
              </li>
            ))}
            {messages.length > shown && (
              <li class="fw-found-one fw-small">and {count(messages.length - shown)} more</li>
            )}
          </ul>
        </>
      )}
      {leftOut.length > 0 && (
        <details class="fw-why-before">
          <summary>
            Left out: {leftOut.map(({ what, count: number }) => `${what} (${count(number)})`).join(', ')}
          </summary>
          <dl class="fw-left">
            {leftOut.map(({ what, examples }) => (
              <div key={what}>
                <dt>{what}</dt>
                {examples.map((example) => (
                  <dd class="fw-small" key={example} dir="auto">
                    {example}
                  </dd>
                ))}
              </div>
            ))}
          </dl>
        </details>
      )}
      <DialogFoot>
        <Button onClick={onBack}>Back</Button>
        {wanted > 0 && (
          <Button kind="primary" onClick={onLearn}>
            Learn {counted(wanted, 'message')}
          </Button>
        )}
      </DialogFoot>
    </>
  );
}
