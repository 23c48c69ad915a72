import type { RememberedMessage, TextKind } from 'foreword';
import { useState } from 'preact/hooks';
import { type ProfileAccess, kindNames, textKinds } from '../contracts/index.js';
import { Notice, Segments, TextField, useLoaded, useSettled } from '../primitives/index.js';
import { errorText } from '../text/errors.js';
import { type Explain, WhyDraft, messagesOf } from '../why/index.js';

/** What would be offered behind a text, and why. */
export function TryHere({
  explain,
  profile,
  onOpen,
}: {
  explain: Explain;
  profile: ProfileAccess;
  onOpen: (message: RememberedMessage) => void;
}) {
  const [before, setBefore] = useState('Hi Sarah, thanks for');
  const [kind, setKind] = useState<TextKind>('mail');
  const settled = useSettled(before, 250);
  const found = useLoaded(
    async (signal) => (settled.trim() === '' ? [] : explain(settled, { kind, signal })),
    [settled, kind, explain],
  );
  const drafts = found.value ?? [];
  return (
    <div class="fw-here">
      <TextField label="What stands before" value={before} onValue={setBefore} autocomplete="off" />
      <Segments
        label="Kind of text"
        isLabelHidden
        options={textKinds.map((value) => ({ value, label: kindNames[value] }))}
        value={kind}
        onChange={setKind}
      />
      {found.error !== undefined && (
        <Notice kind="bad">
          <p>{errorText(found.error)}</p>
        </Notice>
      )}
      <ol class="fw-here-drafts" aria-busy={found.isLoading} aria-label="Drafts">
        {drafts.map(({ draft, why }) => (
          <li class="fw-card fw-here-draft" key={draft.text}>
            <WhyDraft why={why} messages={messagesOf(profile)} onOpen={onOpen} />
          </li>
        ))}
      </ol>
      {!found.isLoading && found.error === undefined && drafts.length === 0 && (
        <p class="fw-soft">Nothing would be offered here: nothing is likely enough.</p>
      )}
    </div>
  );
}
