import type { Forget } from 'foreword';
import { useId, useState } from 'preact/hooks';
import type { ProfileAccess } from '../contracts/index.js';
import { Button, Dialog, DialogFoot, Notice, Segments, TextField, useLoaded } from '../primitives/index.js';
import { errorText } from '../text/errors.js';
import { count, counted, dayOfValue, dayText, dayValue } from '../text/words.js';
import type { KnownDocument } from './props.js';

export interface ForgetDialogProps {
  profile: ProfileAccess;
  documents: readonly KnownDocument[];
  isOpen: boolean;
  onClose: () => void;
  /** It is done; says so. */
  onForgotten: (text: string) => void;
}

type What = 'day' | 'site' | 'document' | 'all';

/** What has to be typed before everything is forgotten. */
const word = 'forget';

/** Forgets much at once: a day, a site, a document, or all. */
export function ForgetDialog(props: ForgetDialogProps) {
  return (
    <Dialog title="Forget" isOpen={props.isOpen} onClose={props.onClose}>
      <Forgetter {...props} />
    </Dialog>
  );
}

function Forgetter({ profile, documents, onClose, onForgotten }: ForgetDialogProps) {
  const [what, setWhat] = useState<What>('day');
  const [choice, setChoice] = useState('');
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const sites = useLoaded(() => profile.sites(), [profile]);
  const latest = useLoaded(async () => (await profile.list({ count: 1 })).messages[0]?.day, [profile]);
  const chosen =
    choice !== '' ? choice : what === 'day' && latest.value !== undefined ? dayValue(latest.value) : '';
  const wanted = forgetOf(what, chosen);
  const affected = useLoaded(async () => countOf(profile, wanted), [JSON.stringify(wanted)]);
  const options = [
    { value: 'day' as const, label: 'A day' },
    { value: 'site' as const, label: 'A site' },
    ...(documents.length > 0 ? [{ value: 'document' as const, label: 'A document' }] : []),
    { value: 'all' as const, label: 'Everything' },
  ];
  const isReady = wanted !== undefined && (what !== 'all' || typed.trim().toLowerCase() === word);
  const forget = async () => {
    if (!isReady) return;
    try {
      const gone = await profile.forget(wanted);
      onForgotten(
        what === 'all' ? 'Everything was forgotten.' : `${counted(gone.length, 'message')} forgotten.`,
      );
    } catch (reason) {
      setError(errorText(reason));
    }
  };
  return (
    <form
      class="fw-form"
      onSubmit={(event) => {
        event.preventDefault();
        void forget();
      }}
    >
      <Segments
        label="What is to be forgotten"
        isLabelHidden
        options={options}
        value={what}
        onChange={(next) => {
          setWhat(next);
          setChoice('');
        }}
      />
      {what === 'day' && <TextField label="Day" type="date" value={chosen} onValue={setChoice} />}
      {what === 'site' && (
        <Picker
          label="Site"
          value={choice}
          onChange={setChoice}
          empty="Nothing was learned on a site."
          options={(sites.value ?? []).map(({ site, messages }) => [site, `${site} (${count(messages)})`])}
        />
      )}
      {what === 'document' && (
        <Picker
          label="Document"
          value={choice}
          onChange={setChoice}
          empty="No document was learned from."
          options={documents.map(({ origin, title }) => [origin, title])}
        />
      )}
      {what === 'all' && (
        <>
          <p>
            All messages, words and statistics go. Your settings and the examples under Voice stay. An export
            made before is the only way back.
          </p>
          <TextField
            label={`Type “${word}” to confirm`}
            value={typed}
            onValue={setTyped}
            autocomplete="off"
            spellcheck={false}
          />
        </>
      )}
      {wanted !== undefined && <p class="fw-small">{affectedText(wanted, affected.value)}</p>}
      {error !== undefined && (
        <Notice kind="bad">
          <p>{error}</p>
        </Notice>
      )}
      <DialogFoot>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="danger" icon="trash" type="submit" isDisabled={!isReady}>
          {what === 'all' ? 'Forget everything' : 'Forget it'}
        </Button>
      </DialogFoot>
    </form>
  );
}

function Picker({
  label,
  value,
  onChange,
  options,
  empty,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: readonly (readonly [string, string])[];
  empty: string;
}) {
  const id = useId();
  if (options.length === 0) return <p class="fw-soft">{empty}</p>;
  return (
    <div class="fw-field">
      <label class="fw-label" for={id}>
        {label}
      </label>
      <select
        class="fw-input"
        id={id}
        value={value}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      >
        <option value="">Choose…</option>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

function forgetOf(what: What, choice: string): Forget | undefined {
  if (what === 'all') return { what };
  if (choice === '') return undefined;
  if (what === 'site') return { what, site: choice };
  if (what === 'document') return { what: 'origin', origin: choice };
  const day = dayOfValue(choice);
  return day === undefined ? undefined : { what, day };
}

/** How many messages it concerns; `undefined` where that can't be known before. */
async function countOf(profile: ProfileAccess, wanted: Forget | undefined): Promise<number | undefined> {
  if (wanted?.what === 'day') return (await profile.list({ day: wanted.day, count: 1 })).total;
  if (wanted?.what === 'site') return (await profile.list({ site: wanted.site, count: 1 })).total;
  return wanted?.what === 'all' ? (await profile.list({ count: 1 })).total : undefined;
}

function affectedText(wanted: Forget, affected: number | undefined): string {
  const where = {
    day: wanted.what === 'day' ? ` of ${dayText(wanted.day)}` : '',
    site: wanted.what === 'site' ? ` on ${wanted.site}` : '',
    origin: ' of this document',
    all: '',
    message: '',
    words: '',
  }[wanted.what];
  if (affected === undefined) return `What was learned${where} will be gone for good.`;
  if (affected === 0) return `No message${where} was kept.`;
  return `${counted(affected, 'message')}${where} will be gone for good.`;
}
