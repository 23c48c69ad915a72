import type { FieldStatus } from '../protocol/background-messages.js';

/** What the popup says of the page in front, for people. */
export interface Said {
  readonly title: string;
  readonly reason: string;
  /** How it looks: drafts come, they may come later, or they don't. */
  readonly mood: 'on' | 'wait' | 'off';
}

const sentences: Record<FieldStatus['state'], Said> = {
  none: {
    title: 'Ready',
    reason: 'Click into a text field and write: drafts appear at the caret.',
    mood: 'on',
  },
  waiting: { title: 'Ready', reason: 'The field was just entered.', mood: 'wait' },
  loading: { title: 'Getting ready', reason: 'The model is being loaded.', mood: 'wait' },
  on: {
    title: 'On in this field',
    reason: 'A draft is shown when one is likely enough to be right.',
    mood: 'on',
  },
  unlearned: {
    title: 'On in this field',
    reason: 'Nothing is learned here: the field is for a name, an address or a search.',
    mood: 'on',
  },
  sensitive: {
    title: 'Silent in this field',
    reason: 'It looks like a password, a code, a card or an identity. Such fields are never read.',
    mood: 'off',
  },
  unsupported: {
    title: 'Not supported here',
    reason: 'This editor draws its text itself, so that nothing can be shown at its caret.',
    mood: 'off',
  },
  code: { title: 'Silent in this field', reason: 'You want nothing in code and terminals.', mood: 'off' },
  failed: { title: 'Not working', reason: 'The engine does not answer.', mood: 'off' },
  off: { title: 'Off', reason: 'You have switched drafts off everywhere.', mood: 'off' },
  paused: { title: 'Paused', reason: 'Drafts come back by themselves.', mood: 'off' },
  site: { title: 'Off on this site', reason: 'You have switched drafts off here.', mood: 'off' },
  tab: { title: 'Paused in this tab', reason: 'Other tabs go on.', mood: 'off' },
  private: {
    title: 'Off in private windows',
    reason: 'Allow it below if you like. Nothing written in a private window is ever learned.',
    mood: 'off',
  },
};

/** The sentences of a state; `detail` says more where the state has more to say. */
export function saidOf({ state, detail }: FieldStatus): Said {
  const said = sentences[state];
  return detail === '' || said.mood === 'on' ? said : { ...said, reason: detail };
}

/** The browser's own pages and its store, where no extension may do anything. */
export const closedPage: Said = {
  title: 'Not on this page',
  reason: 'The browser lets no extension into its own pages and its store.',
  mood: 'off',
};
