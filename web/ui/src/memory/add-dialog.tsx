import type { Learned } from 'foreword';
import { useState } from 'preact/hooks';
import type { ProfileAccess } from '../contracts/index.js';
import { Button, Dialog, DialogFoot, TextArea, TextField } from '../primitives/index.js';
import { errorText } from '../text/errors.js';

export interface AddDialogProps {
  profile: ProfileAccess;
  isOpen: boolean;
  onClose: () => void;
  onAdded: (word: string) => void;
}

/** Teaches a word or a name before it was written. */
export function AddDialog(props: AddDialogProps) {
  return (
    <Dialog title="Add a word" isOpen={props.isOpen} onClose={props.onClose}>
      <Adder {...props} />
    </Dialog>
  );
}

function Adder({ profile, onClose, onAdded }: AddDialogProps) {
  const [word, setWord] = useState('');
  const [sentence, setSentence] = useState('');
  const [error, setError] = useState<string>();
  const add = async () => {
    const given = word.trim();
    if (given === '') {
      setError('Write the word first.');
      return;
    }
    try {
      const texts = sentence.trim() === '' ? [given] : [given, sentence.trim()];
      for (const text of texts) {
        const problem = problemOf(await profile.learn({ text, unlessKnown: true }));
        if (problem !== undefined) {
          setError(problem);
          return;
        }
      }
      onAdded(given);
    } catch (reason) {
      setError(errorText(reason));
    }
  };
  return (
    <form
      class="fw-form"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <TextField
        label="Word, name or phrase"
        value={word}
        onValue={(value) => {
          setWord(value);
          setError(undefined);
        }}
        autocomplete="off"
        spellcheck={false}
        error={error}
      />
      <TextArea
        label="A sentence with it (optional)"
        hint="Drafts then know where it fits."
        value={sentence}
        onValue={setSentence}
        rows={2}
      />
      <DialogFoot>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit">
          Add
        </Button>
      </DialogFoot>
    </form>
  );
}

/** Why a text was not learned, as a sentence; `undefined` if it was, or is there already. */
export function problemOf({ id, notLearned, leftOut }: Learned): string | undefined {
  if (notLearned === 'known') return undefined;
  if (notLearned === 'off') return 'Learning is paused. Switch it on first.';
  if (notLearned === 'secret' || (id !== undefined && leftOut.length > 0)) {
    return 'It looks like a password, a number of a card or another secret, and is not kept.';
  }
  return id === undefined ? 'This can’t be learned.' : undefined;
}
