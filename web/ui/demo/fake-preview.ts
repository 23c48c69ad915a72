import type { Preview } from '../src/voice/index.js';

/** Drafts that show what they were asked with. */
export const fakePreview: Preview = async (before, { kind, examples, personal }, signal) => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  signal.throwIfAborted();
  const manner = examples[0] === undefined ? '' : (examples[0].split(/[\s,]+/)[0] ?? '');
  const base = {
    mail: ' the update',
    chat: ' missed your call',
    document: ' is about',
    note: ' the launch',
    other: ' say',
  };
  return [
    base[kind],
    personal ? ' sending the notes' : ' your message',
    manner === '' ? ' your help with this' : ` ${manner.toLowerCase()} again`,
  ].map((draft) => (before.endsWith(' ') ? draft.trimStart() : draft));
};
