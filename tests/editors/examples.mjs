/**
 * Takes the examples out of the documentation of `foreword-field` and puts them into `out/examples`, to be compiled with
 * the editors' own types. An example may use what is given here without saying where it is from.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const package_ = fileURLToPath(new URL('../../web/field/', import.meta.url));
const out = fileURLToPath(new URL('out/examples/', import.meta.url));

/** By the subject of an example, which is its import or its file. */
const editors = {
  prosemirror: [
    "declare const view: import('prosemirror-view').EditorView;",
    "declare const editor: import('@tiptap/core').Editor;",
  ],
  lexical: ["declare const editor: import('lexical').LexicalEditor;"],
  quill: ["declare const editor: import('quill').default;"],
  codemirror: ["declare const view: import('@codemirror/view').EditorView;"],
  slate: ["declare const editor: import('slate').BaseEditor & import('slate-react').ReactEditor;"],
  tinymce: ["declare const editor: import('tinymce').Editor;"],
  ckeditor: ["declare const editor: import('ckeditor5').ClassicEditor;"],
  react: ["import { useState } from 'react';", "import type { Engine } from 'foreword';"],
};
const engine = "declare const engine: import('foreword').Engine;";

const sources = readdirSync(join(package_, 'src'), { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(package_, 'src', name));

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
let count = 0;
for (const file of [join(package_, 'README.md'), ...sources]) {
  for (const [, , body] of readFileSync(file, 'utf8').matchAll(/^[ \t*]*```(ts|tsx)\n(.*?)^[ \t*]*```/gms)) {
    const code = body.replaceAll(/^[ \t]*\* ?/gm, '');
    const subject = /'foreword-field\/(\w+)'/.exec(code)?.[1];
    const given = (editors[subject] ?? []).filter((line) => isWanted(line, code));
    if (/\bengine\b/.test(code) && !/const engine\b/.test(code)) given.push(engine);
    count += 1;
    writeFileSync(
      join(out, `${basename(file, '.ts').toLowerCase().replace('.md', '')}-${count}.tsx`),
      [...given, code, 'export {};', ''].join('\n'),
    );
  }
}
if (count < 12) throw new Error(`only ${count} examples were found`);

/** What the line declares is used, and not imported by the example itself. */
function isWanted(line, code) {
  const name = /const (\w+)|\{ (\w+) \}/.exec(line)?.slice(1).find(Boolean);
  return new RegExp(`\\b${name}\\b`).test(code) && !new RegExp(`import[^;]*\\b${name}\\b`).test(code);
}
