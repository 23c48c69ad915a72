/** An editor of the table. */
export interface EditorName {
  /** Of the fixture. */
  readonly fixture: string;
  readonly title: string;
  /** What is attached with. */
  readonly adapter: string;
  /** A field of the browser's own: it has no paragraphs of its own, and `maxlength`. */
  readonly isNative?: boolean;
  readonly isSingleLine?: boolean;
  /** Drafts bring the space behind them. */
  readonly takesSpace?: boolean;
  /** The editor is in a frame. */
  readonly isFramed?: boolean;
  /** Default `Control+y`. */
  readonly redo?: string;
  /** No dialog gets an `Esc` of this editor: it does something else with each, or is in a frame, which Chromium leaves alone. */
  readonly takesEscape?: boolean;
}

/** In the order of the table. */
export const editors: readonly EditorName[] = [
  { fixture: 'textarea', title: '`<textarea>`', adapter: 'foreword-field', isNative: true, takesSpace: true },
  {
    fixture: 'input',
    title: '`<input>`',
    adapter: 'foreword-field',
    isNative: true,
    isSingleLine: true,
    takesSpace: true,
  },
  {
    fixture: 'react',
    title: 'React, controlled',
    adapter: 'foreword-field/react',
    isNative: true,
    takesSpace: true,
  },
  {
    fixture: 'contenteditable',
    title: '`contenteditable`',
    adapter: 'foreword-field/contenteditable',
    takesSpace: true,
  },
  {
    fixture: 'prosemirror',
    title: 'ProseMirror',
    adapter: 'foreword-field/prosemirror',
    takesEscape: true,
    takesSpace: true,
  },
  {
    fixture: 'tiptap',
    title: 'Tiptap 3',
    adapter: 'foreword-field/prosemirror',
    takesEscape: true,
    takesSpace: true,
  },
  { fixture: 'lexical', title: 'Lexical', adapter: 'foreword-field/lexical' },
  { fixture: 'quill', title: 'Quill 2', adapter: 'foreword-field/quill', redo: 'Control+Shift+z' },
  { fixture: 'codemirror', title: 'CodeMirror 6', adapter: 'foreword-field/codemirror', takesSpace: true },
  { fixture: 'slate', title: 'Slate', adapter: 'foreword-field/slate' },
  {
    fixture: 'tinymce',
    title: 'TinyMCE 8',
    adapter: 'foreword-field/tinymce',
    takesEscape: true,
    isFramed: true,
  },
  { fixture: 'ckeditor', title: 'CKEditor 5', adapter: 'foreword-field/ckeditor' },
  { fixture: 'draft', title: 'Draft.js', adapter: 'foreword-field/contenteditable', takesEscape: true },
];
