import { useState } from 'preact/hooks';
import type { ProfileAccess } from '../contracts/index.js';
import { Button, Dialog, DialogFoot, Notice, Segments, TextField } from '../primitives/index.js';
import { codeOf, errorText } from '../text/errors.js';
import { bytes, counted } from '../text/words.js';
import { FilePicker } from './file-picker.js';

export interface ImportDialogProps {
  profile: ProfileAccess;
  /** How many messages there are, which would be replaced. */
  present: number;
  isOpen: boolean;
  onClose: () => void;
  onImported: (text: string) => void;
}

/** An export is far smaller; more would only fill the memory. */
const mostBytes = 200e6;

/** Takes an export over. */
export function ImportDialog(props: ImportDialogProps) {
  return (
    <Dialog title="Import" isOpen={props.isOpen} onClose={props.onClose}>
      <Importer {...props} />
    </Dialog>
  );
}

function Importer({ profile, present, onClose, onImported }: ImportDialogProps) {
  const [file, setFile] = useState<File>();
  const [mode, setMode] = useState<'add' | 'replace'>('add');
  const [passphrase, setPassphrase] = useState('');
  const [isSealed, setIsSealed] = useState(false);
  const [problem, setProblem] = useState<{ isPassphrase: boolean; text: string }>();
  const [isBusy, setIsBusy] = useState(false);
  const run = async () => {
    if (file === undefined || isBusy) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      const content = new Uint8Array(await file.arrayBuffer());
      const taken = await profile.import(content, { mode, ...(passphrase !== '' && { passphrase }) });
      onImported(`${counted(taken, 'message')} ${mode === 'add' ? 'added' : 'taken over'}.`);
    } catch (reason) {
      const isPassphrase = codeOf(reason) === 'wrong-passphrase';
      if (isPassphrase && !isSealed) setIsSealed(true);
      else setProblem({ isPassphrase, text: readableError(reason) });
    }
    setIsBusy(false);
  };
  return (
    <form
      class="fw-form"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <FilePicker
        label="Choose an export"
        accept=".json,application/json"
        chosen={file ? `${file.name}, ${bytes(file.size)}` : undefined}
        onFiles={([chosen]) => {
          setIsSealed(false);
          setPassphrase('');
          const isTooBig = chosen !== undefined && chosen.size > mostBytes;
          setFile(isTooBig ? undefined : chosen);
          setProblem(
            isTooBig
              ? {
                  isPassphrase: false,
                  text: `${chosen.name} has ${bytes(chosen.size)}; no export has more than ${bytes(mostBytes)}. It was not read.`,
                }
              : undefined,
          );
        }}
      />
      <Segments
        label="What is here already"
        options={[
          { value: 'add', label: 'Stays; new things are added' },
          { value: 'replace', label: 'Is replaced' },
        ]}
        value={mode}
        onChange={setMode}
      />
      {mode === 'replace' && present > 0 && (
        <Notice kind="warm">
          <p>
            {counted(present, 'message')} that you have here will be gone. Export them first if you may want
            them back.
          </p>
        </Notice>
      )}
      {isSealed && (
        <TextField
          label="This file is sealed. Its passphrase"
          type="password"
          autocomplete="off"
          value={passphrase}
          onValue={setPassphrase}
          error={problem?.isPassphrase === true ? problem.text : undefined}
        />
      )}
      {problem && !problem.isPassphrase && (
        <Notice kind="bad">
          <p>{problem.text}</p>
        </Notice>
      )}
      <DialogFoot>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" icon="import" type="submit" isDisabled={file === undefined || isBusy}>
          {isBusy ? 'Reading…' : 'Import'}
        </Button>
      </DialogFoot>
    </form>
  );
}

/** A file can vanish, or be taken from a drive, between choosing and reading. */
function readableError(error: unknown): string {
  const isFile = error instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(error.name);
  return isFile ? 'The file can’t be read any more. Choose it again. Nothing was changed.' : errorText(error);
}
