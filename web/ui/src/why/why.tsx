import type { RememberedMessage, WhyWord } from 'foreword';
import { useState } from 'preact/hooks';
import { Button, useLoaded } from '../primitives/index.js';
import { errorText } from '../text/errors.js';
import { counted, dayText } from '../text/words.js';
import type { WhyDraftProps } from './props.js';
import { sourceOf, sources } from './sources.js';

/** Where each word of a draft is from, and what was read before the text. */
export function WhyDraft({ why, messages, onOpen }: WhyDraftProps) {
  const [at, setAt] = useState<number>();
  const chosen = at === undefined ? undefined : why.words[at];
  const present = new Set(why.words.map(sourceOf));
  return (
    <div class="fw fw-why">
      <ol class="fw-why-words" aria-label="Words of the draft">
        {why.words.map((word, index) => {
          const source = sourceOf(word);
          return (
            // Words may be the same: only their place tells them apart.
            <li key={index}>
              <button
                class="fw-why-word"
                type="button"
                data-source={source}
                aria-pressed={index === at}
                onClick={() => {
                  setAt(index === at ? undefined : index);
                }}
              >
                <bdi class="fw-why-text">{word.text.trim()}</bdi>
                <span class="fw-why-source">{sources[source].name}</span>
              </button>
            </li>
          );
        })}
      </ol>
      {chosen ? (
        <WordDetail word={chosen} messages={messages} onOpen={onOpen} />
      ) : (
        <ul class="fw-why-legend">
          {(Object.keys(sources) as (keyof typeof sources)[])
            .filter((source) => present.has(source))
            .map((source) => (
              <li class="fw-small" key={source} data-source={source}>
                <strong>{sources[source].name}</strong>: {sources[source].means}
              </li>
            ))}
        </ul>
      )}
      <Before before={why.before} />
    </div>
  );
}

function WordDetail({
  word,
  messages,
  onOpen,
}: { word: WhyWord } & Pick<WhyDraftProps, 'messages' | 'onOpen'>) {
  const { phrase, total } = word;
  const source = sourceOf(word);
  return (
    <div class="fw-why-detail" data-source={source}>
      <p>
        <strong>
          <bdi>{word.text.trim()}</bdi>
        </strong>
        : {sources[source].means}
      </p>
      {phrase !== undefined && (
        <p>
          You have written “<bdi>{phrase.trim()}</bdi>” in {counted(total, 'message')}.
        </p>
      )}
      {phrase !== undefined && messages && <Origins word={word} messages={messages} onOpen={onOpen} />}
    </div>
  );
}

/** The messages that a word comes from. */
function Origins({
  word,
  messages,
  onOpen,
}: {
  word: WhyWord;
  messages: (word: WhyWord) => Promise<RememberedMessage[]>;
  onOpen: WhyDraftProps['onOpen'];
}) {
  const found = useLoaded(() => messages(word), [word]);
  if (found.error !== undefined) return <p class="fw-error">{errorText(found.error)}</p>;
  return (
    <ul class="fw-why-messages" aria-busy={found.isLoading}>
      {(found.value ?? []).map((message) => (
        <li class="fw-why-message" key={message.id}>
          <p dir="auto">{message.text}</p>
          <span class="fw-small">{dayText(message.day, 'medium')}</span>
          {onOpen && (
            <Button
              kind="quiet"
              onClick={() => {
                onOpen(message);
              }}
            >
              Open
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Before({ before }: { before: WhyDraftProps['why']['before'] }) {
  if (before.length === 0) return <p class="fw-small">Nothing of yours was read before the text.</p>;
  return (
    <details class="fw-why-before">
      <summary>
        Read before the text: {counted(before.length, 'message or example', 'messages and examples')} of yours
      </summary>
      <ol class="fw-why-messages">
        {before.map(({ id, text }, index) => (
          <li class="fw-why-message" key={id ?? `example-${index}`}>
            <p dir="auto">{text}</p>
            <span class="fw-small">{id === undefined ? 'example under Voice' : 'message'}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
