import { Dialog, Kbd } from '../primitives/index.js';
import { type KeyChoices, actionNames, actionsOf, chordParts } from '../settings/index.js';

/** Keys of the program around the text, such as those of the app. */
export interface OtherKeys {
  title: string;
  rows: readonly { keys: readonly string[]; does: string }[];
}

/** All keys on one sheet, as they are set now. It is what `?` opens outside of a text. */
export function KeysHelp({
  keys,
  explains,
  others = [],
  isOpen,
  onClose,
}: {
  keys: KeyChoices;
  /** Whether drafts are explained where they are offered. */
  explains?: boolean;
  others?: readonly OtherKeys[];
  isOpen: boolean;
  onClose: () => void;
}) {
  const whileShown: OtherKeys = {
    title: 'While a draft is shown',
    rows: actionsOf({ explains }).flatMap((action) =>
      keys[action].map((chord) => ({ keys: chordParts(chord, action), does: actionNames[action] })),
    ),
  };
  return (
    <Dialog title="Keys" isOpen={isOpen} onClose={onClose}>
      {[whileShown, ...others].map(({ title, rows }) => (
        <section class="fw-help" key={title} aria-label={title}>
          <h3 class="fw-label">{title}</h3>
          <dl class="fw-help-rows">
            {rows.map(({ keys: parts, does }) => (
              <div key={`${does} ${parts.join(' ')}`}>
                <dt>
                  {parts.map((part) => (
                    <Kbd key={part}>{part}</Kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}

/** Whether a key asks for this sheet: `?` where nothing is being written. */
export function asksForHelp(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'target'>,
): boolean {
  if (event.key !== '?' || event.ctrlKey || event.altKey || event.metaKey) return false;
  const { target } = event;
  return !(
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
}
