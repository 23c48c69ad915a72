import { useState } from 'preact/hooks';
import type { ProfileAccess } from '../contracts/index.js';
import { Button, Dialog, DialogFoot, Notice, Switch, TextField } from '../primitives/index.js';
import { errorText } from '../text/errors.js';
import { exportName } from './file-name.js';

export interface ExportDialogProps {
  profile: ProfileAccess;
  isOpen: boolean;
  onClose: () => void;
  save: (file: Blob, name: string) => void;
  onExported: () => void;
}

/** Shorter ones are guessed too easily. */
const fewestLetters = 8;

/** Saves everything that was learned as a file. */
export function ExportDialog(props: ExportDialogProps) {
  return (
    <Dialog title="Export" isOpen={props.isOpen} onClose={props.onClose}>
      <Exporter {...props} />
    </Dialog>
  );
}

function Exporter({ profile, onClose, save, onExported }: ExportDialogProps) {
  const [isSealed, setIsSealed] = useState(true);
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<{ field?: 'passphrase' | 'again'; text: string }>();
  const [isBusy, setIsBusy] = useState(false);
  const run = async () => {
    if (isSealed && passphrase.length < fewestLetters) {
      setProblem({
        field: 'passphrase',
        text: `Take at least ${fewestLetters} characters; a few words are best.`,
      });
      return;
    }
    if (isSealed && passphrase !== again) {
      setProblem({ field: 'again', text: 'The two are not the same.' });
      return;
    }
    setIsBusy(true);
    try {
      const file = await profile.export(isSealed ? { passphrase } : {});
      save(new Blob([file], { type: 'application/json' }), exportName());
      onExported();
    } catch (reason) {
      setProblem({ text: errorText(reason) });
    }
    setIsBusy(false);
  };
  const errorOf = (field: 'passphrase' | 'again') => (problem?.field === field ? problem.text : undefined);
  return (
    <form
      class="fw-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void run();
      }}
    >
      <p>One file with everything that was learned, to keep it safe or to take it to another browser.</p>
      <Switch
        label="Seal it with a passphrase"
        more="Without it, everybody who gets the file can read your messages."
        isOn={isSealed}
        onChange={setIsSealed}
      />
      {isSealed && (
        <>
          <TextField
            label="Passphrase"
            type="password"
            autocomplete="new-password"
            value={passphrase}
            onValue={setPassphrase}
            error={errorOf('passphrase')}
            hint="Nobody can open the file without it, and it can’t be found again."
          />
          <TextField
            label="Passphrase again"
            type="password"
            autocomplete="new-password"
            value={again}
            onValue={setAgain}
            error={errorOf('again')}
          />
        </>
      )}
      {problem && problem.field === undefined && (
        <Notice kind="bad">
          <p>{problem.text}</p>
        </Notice>
      )}
      <DialogFoot>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" icon="export" type="submit" isDisabled={isBusy}>
          {isBusy ? 'Sealing…' : 'Export'}
        </Button>
      </DialogFoot>
    </form>
  );
}
