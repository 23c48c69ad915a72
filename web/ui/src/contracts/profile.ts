import type { Profile, TextKind } from 'foreword';

/**
 * What the pages need of a profile. The SDK's `Profile` is one; in the extension, where the engine lives elsewhere, an
 * object that sends messages is another. Errors have a `code`, as `ForewordError` has.
 */
export type ProfileAccess = Pick<
  Profile,
  | 'learn'
  | 'list'
  | 'words'
  | 'sites'
  | 'edit'
  | 'forget'
  | 'export'
  | 'import'
  | 'settings'
  | 'statistics'
  | 'place'
>;

/** All kinds of text, in the order in which they are shown. */
export const textKinds = ['mail', 'chat', 'document', 'note', 'other'] as const satisfies readonly TextKind[];

/** A kind's name, for people. */
export const kindNames: Record<TextKind, string> = {
  mail: 'E-mail',
  chat: 'Chat',
  document: 'Document',
  note: 'Note',
  other: 'Anything else',
};
