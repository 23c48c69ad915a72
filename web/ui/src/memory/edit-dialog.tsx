import type { RememberedMessage } from 'foreword';
import { useState } from 'preact/hooks';
import { kindNames } from '../contracts/index.js';
import { Button, Dialog, DialogFoot, TextArea } from '../primitives/index.js';
import { errorText } from '../text/errors.js';
import { counted, dayText } from '../text/words.js';

export interface EditDialogProps {
  /** The message; `undefined` while none is open. */
  message: RememberedMessage | undefined;
  onClose: () => void;
  /** Rejects if it can't be kept. */
  onSave: (text: string) => Promise<void>;
  onForget: () => void;
}

/** A message, whole, to read and to change. */
export function EditDialog({ message, ...rest }: EditDialogProps) {
  return (
    <Dialog title="Message" isOpen={message !== undefined} onClose={rest.onClose}>
      {message && <Editor key={message.id} message={message} {...rest} />}
    </Dialog>
  );
}

function Editor({
  message,
  onClose,
  onSave,
  onForget,
}: Omit<EditDialogProps, 'message'> & { message: RememberedMessage }) {
  const [text, setText] = useState(message.text);
  const [error, setError] = useState<string>();
  const [isSaving, setIsSaving] = useState(false);
  const { day, kind, site, used, lastUsed } = message;
  const save = async () => {
    setIsSaving(true);
    try {
      await onSave(text);
    } catch (reason) {
      setError(errorText(reason));
    }
    setIsSaving(false);
  };
  const isChanged = text.trim() !== '' && text !== message.text;
  return (
    <>
      <TextArea label="Text" value={text} onValue={setText} rows={5} error={error} />
      <p class="fw-small">
        {kindNames[kind]} of {dayText(day)}
        {site !== '' && (
          <>
            {' '}
            on <bdi>{site}</bdi>
          </>
        )}
        .{' '}
        {used > 0
          ? `Stood behind drafts that you took ${counted(used, 'time')}, last on ${dayText(lastUsed)}.`
          : 'No draft that you took came from it yet.'}
      </p>
      <DialogFoot>
        <Button kind="danger" icon="trash" onClick={onForget}>
          Forget it
        </Button>
        <span class="fw-grow" />
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" isDisabled={!isChanged || isSaving} onClick={() => void save()}>
          Save
        </Button>
      </DialogFoot>
    </>
  );
}
