import { useState } from 'preact/hooks';
import { Button, EmptyState, TextArea } from '../primitives/index.js';

/** Letters that are read before a text, about: 256 tokens. What stands first is left out then. */
const readLetters = 1000;

/** The examples of a kind, to read, write and remove. */
export function Examples({
  examples,
  onChange,
}: {
  examples: readonly string[];
  onChange: (examples: string[]) => void;
}) {
  const [isNew, setIsNew] = useState(false);
  const letters = examples.reduce((sum, example) => sum + example.length + 2, 0);
  return (
    <div class="fw-examples">
      {examples.length === 0 && !isNew && (
        <EmptyState
          icon="book"
          title="No examples"
          text="Messages as you would write them. Two or three are enough; the model goes on in their manner."
        />
      )}
      {examples.map((example, at) => (
        // Examples may be alike: only their place tells them apart.
        <Example
          key={at}
          name={`Example ${at + 1}`}
          text={example}
          onChange={(text) => {
            onChange(
              examples.map((one, other) => (other === at ? text : one)).filter((one) => one.trim() !== ''),
            );
          }}
          onRemove={() => {
            onChange(examples.filter((_, other) => other !== at));
          }}
        />
      ))}
      {isNew && (
        <Example
          key="new"
          name="New example"
          text=""
          isFocused
          onChange={(text) => {
            setIsNew(false);
            if (text.trim() !== '') onChange([...examples, text]);
          }}
          onRemove={() => {
            setIsNew(false);
          }}
        />
      )}
      <div class="fw-row">
        <Button
          icon="add"
          isDisabled={isNew}
          onClick={() => {
            setIsNew(true);
          }}
        >
          Add an example
        </Button>
        {letters > readLetters && (
          <p class="fw-small">
            These are more than the model reads before a text: the first ones are left out. Keep the best.
          </p>
        )}
      </div>
    </div>
  );
}

function Example({
  name,
  text,
  isFocused = false,
  onChange,
  onRemove,
}: {
  name: string;
  text: string;
  isFocused?: boolean;
  onChange: (text: string) => void;
  onRemove: () => void;
}) {
  const [edited, setEdited] = useState<string>();
  return (
    <div class="fw-example">
      <TextArea
        label={name}
        value={edited ?? text}
        rows={3}
        onValue={setEdited}
        areaRef={isFocused && edited === undefined ? (area) => area?.focus() : null}
        onLeave={() => {
          if (edited !== undefined && edited !== text) onChange(edited);
          else if (text === '') onRemove();
          setEdited(undefined);
        }}
      />
      <Button
        kind="quiet"
        icon="trash"
        isIconOnly
        label={`Remove ${name.toLowerCase()}`}
        onClick={onRemove}
      />
    </div>
  );
}
