import { useLoaded } from '../primitives/index.js';
import { errorText } from '../text/errors.js';
import type { Preview, PreviewVoice } from './props.js';

/** Three drafts behind a text under a voice. */
export function Drafts({
  title,
  preview,
  before,
  voice,
  version = 0,
}: {
  title: string;
  preview: Preview;
  before: string;
  voice: PreviewVoice;
  /** A new value has them written anew, as after the strength has changed. */
  version?: number;
}) {
  const isEmpty = before.trim() === '';
  const drafts = useLoaded(
    async (signal) => (isEmpty ? [] : preview(before, voice, signal)),
    [before, JSON.stringify(voice), version, preview],
  );
  const found = drafts.value ?? [];
  return (
    <div class="fw-drafts" aria-busy={drafts.isLoading}>
      <p class="fw-label">{title}</p>
      {drafts.error !== undefined ? (
        <p class="fw-error">{errorText(drafts.error)}</p>
      ) : found.length === 0 ? (
        <p class="fw-small">
          {isEmpty ? 'Write a beginning first.' : drafts.isLoading ? 'Writing…' : 'Nothing is likely enough.'}
        </p>
      ) : (
        <ol class={drafts.isLoading ? 'fw-drafts-list fw-drafts-old' : 'fw-drafts-list'}>
          {found.map((draft) => (
            <li class="fw-draft" key={draft} dir="auto">
              {draft.trim()}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
