import type {} from 'foreword-field/element';
import type { AttachOptions, Attached, Surroundings } from 'foreword-field';
import type { Editor } from './fixtures/harness.js';

declare global {
  var editor: Editor;
  var attached: Attached | undefined;
  /** Change events of the editor's own. */
  var changes: number;
  /** Texts before the caret that the session was asked for. */
  var asked: string[];
  /** What the tests set: a draft after each text. */
  var drafts: [after: string, draft: string][];
  /** Puts HTML into the page without an editor. */
  var put: (html: string) => void;
  /** Attaches to an element of that; returns whether drafts are offered there. */
  var attachTo: (selector: string, options?: AttachOptions) => boolean;
  var reads: (html: string) => Surroundings | undefined;
}
