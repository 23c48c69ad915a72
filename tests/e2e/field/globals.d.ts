import type { Attached } from 'foreword-field';

declare global {
  /** What the tests set: the drafts for the text before the caret. */
  var draftsFor: (before: string) => string[];
  var attached: Attached | undefined;
}
