import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Kbd, ProgressBar, Switch } from '../primitives/index.js';
import { type Settings, chordParts } from '../settings/index.js';
import type { FirstRunProps } from './props.js';

const steps = ['private', 'try', 'learn'] as const;

/** What is written into the field to try: a beginning that goes on in several ways. */
const beginning = 'Hi Sarah, thanks for your email. I just wanted to let you know that the meeting';

/** The first minutes: what it is, a text to try it on, and how it learns. */
export function FirstRun(props: FirstRunProps) {
  const { settings, loading, attachField, onDone } = props;
  const [at, setAt] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const step = steps[at] ?? 'private';
  useEffect(() => {
    // The text to try takes the focus itself.
    if (at > 0 && step !== 'try') heading.current?.focus();
  }, [at, step]);
  const isLast = at === steps.length - 1;
  return (
    <section class="fw fw-first" aria-label="First steps">
      <p class="fw-small fw-numbers">
        {at + 1} of {steps.length}
      </p>
      <h1 class="fw-page-title" ref={heading} tabIndex={-1}>
        {
          { private: 'Write, and see how it goes on', try: 'Try it', learn: 'It can learn how you write' }[
            step
          ]
        }
      </h1>
      {step === 'private' && (
        <>
          <p>
            While you write, grey words show how the sentence may go on. Take them with one key, or just write
            on: they never get in your way.
          </p>
          <p>
            The language model runs on this device. Nothing that you write is sent anywhere, and it works
            without a network.
          </p>
          {loading && (
            <div class="fw-first-loading">
              <ProgressBar label="Getting the language model" share={loading.share} />
              <p class="fw-small fw-numbers">{loading.text}</p>
            </div>
          )}
        </>
      )}
      {step === 'try' && (
        <TryStep settings={settings} attachField={attachField} isReady={loading === undefined} />
      )}
      {step === 'learn' && <LearnStep {...props} />}
      <div class="fw-dialog-foot fw-first-foot">
        {!isLast && (
          <Button kind="quiet" onClick={onDone}>
            Skip
          </Button>
        )}
        <span class="fw-grow" />
        {at > 0 && (
          <Button
            onClick={() => {
              setAt(at - 1);
            }}
          >
            Back
          </Button>
        )}
        <Button
          kind="primary"
          onClick={() => {
            if (isLast) onDone();
            else setAt(at + 1);
          }}
        >
          {isLast ? 'Start writing' : 'Next'}
        </Button>
      </div>
    </section>
  );
}

function TryStep({
  settings,
  attachField,
  isReady,
}: Pick<FirstRunProps, 'settings' | 'attachField'> & { isReady: boolean }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const { current } = field;
    if (current === null) return;
    current.value = beginning;
    current.focus();
    current.setSelectionRange(beginning.length, beginning.length);
  }, []);
  useEffect(() => (field.current === null ? undefined : attachField(field.current)), [attachField]);
  return (
    <>
      <p>Go on with this text. {isReady ? '' : 'Drafts come as soon as the language model is here.'}</p>
      <textarea
        autocomplete="off"
        class="fw-input fw-area fw-first-text"
        ref={field}
        rows={4}
        aria-label="A text to try"
        dir="auto"
      />
      <MainKeys settings={settings} />
    </>
  );
}

function MainKeys({ settings: { keys } }: Pick<FirstRunProps, 'settings'>) {
  const rows = [
    ['accept', 'takes the grey words'],
    ['acceptWord', 'takes one of them'],
    ['next', 'shows others'],
    ['dismiss', 'makes them go'],
  ] as const satisfies readonly (readonly [keyof Settings['keys'], string])[];
  return (
    <dl class="fw-first-keys">
      {rows.map(([action, does]) => {
        const [chord] = keys[action];
        return (
          chord && (
            <div key={action}>
              <dt>
                {chordParts(chord, action).map((part) => (
                  <Kbd key={part}>{part}</Kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          )
        );
      })}
    </dl>
  );
}

function LearnStep({ learns, onLearns, onLearnFromFiles, onVoice }: FirstRunProps) {
  return (
    <>
      <p>
        If you like, messages that you finish are kept on this device, and drafts begin to sound like you. You
        see all of it under Memory, and forget what you want. Passwords and the like are never kept.
      </p>
      <div class="fw-card fw-first-learn">
        <Switch label="Learn from what I write" isOn={learns} onChange={onLearns} />
      </div>
      <div class="fw-row">
        {onLearnFromFiles && (
          <Button icon="file" onClick={onLearnFromFiles}>
            Learn from my sent mail or chats
          </Button>
        )}
        {onVoice && (
          <Button icon="person" onClick={onVoice}>
            Choose a voice
          </Button>
        )}
      </div>
    </>
  );
}
