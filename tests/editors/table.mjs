/**
 * Writes `docs/editors.md` from the last run's results; with `--check` only says whether it is as the results are. A cell
 * is a test: nothing is written by hand.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const { suites } = JSON.parse(read('out/results.json'));
const { devDependencies: versions } = JSON.parse(read('package.json'));
const target = new URL('../../docs/editors.md', import.meta.url);

/** Columns, in the order of the table: the tests' names, and what they prove. */
const checks = {
  insertion:
    'Four acceptances in a row, the first in a second paragraph: one copy of each in the editor’s own text, also frames later; the lines before the caret are asked with.',
  undo: 'One `Ctrl Z` takes back what was typed since, the next the draft and nothing else, though no pause was made; redo brings both again.',
  'space after a draft':
    'A mark typed behind the space that a draft brought takes its place, and a space typed there is not a second one; elsewhere drafts bring no space.',
  'change event': 'The editor’s own change event comes once for an acceptance.',
  caret:
    'It stands after the draft; `Esc` leaves it where it is. Moved by the page without a word, nothing is inserted, and the key is passed on.',
  keys: 'Arrows, Home, End and Enter are the editor’s; a draft that is typed as it stands there stays; drafts at the first word of a line.',
  'saved document':
    'While a ghost is shown, after `Esc` and after an acceptance, document and saved text are as without Foreword.',
  place: 'The ghost’s letters are within a pixel of where they are once taken.',
  'right to left': 'The same in a line that runs to the left.',
  zoom: 'The same under `zoom: 1.5`, `transform: scale(1.25)`, and enlarged with two fingers.',
  'modal dialog':
    'In a modal dialog the list is on top and can be clicked; `Esc` takes the draft away and leaves the dialog open.',
  scrolling: 'Taking a draft scrolls nothing; the ghost goes with its line.',
  'input method':
    'While pinyin is composed nothing is asked or shown; once it is done, one question with what was written.',
  'read-only': 'Nothing is asked or shown while the editor is read-only.',
  focus:
    'Nothing of ours is in the page without focus, while a list of the page’s own is open, or after `detach()`.',
  'limit of length': 'What `maxlength` would cut is not offered.',
  'any contenteditable':
    'The adapter of `foreword-field/contenteditable`, which knows the element only, inserts one copy.',
};

/** Packages whose versions a row names. */
const packages = {
  'React, controlled': ['react'],
  ProseMirror: ['prosemirror-view'],
  'Tiptap 3': ['@tiptap/core'],
  Lexical: ['lexical'],
  'Quill 2': ['quill'],
  'CodeMirror 6': ['@codemirror/view'],
  Slate: ['slate', 'slate-react'],
  'TinyMCE 8': ['tinymce'],
  'CKEditor 5': ['ckeditor5'],
  'Draft.js': ['draft-js'],
};

const rows = new Map();
const reasons = [];
for (const { suites: editors = [] } of suites.filter(({ file }) => file !== 'fields.spec.ts')) {
  for (const { title, specs } of editors) {
    const row = rows.get(title) ?? new Map();
    for (const { title: check, ok, tests } of specs) row.set(check, cellOf(title, check, ok, tests));
    rows.set(title, row);
  }
}

function cellOf(editor, check, isRight, tests) {
  if (!isRight) return '✗';
  const silent = tests.flatMap(({ annotations }) => annotations).find(({ type }) => type === 'silent');
  if (silent === undefined) return '✓';
  reasons.push(`- ${editor}, ${check}: ${silent.description}`);
  return 'silent';
}

const names = Object.keys(checks);
const unknown = [...rows.values()].flatMap((row) => [...row.keys()]).filter((name) => !(name in checks));
if (unknown.length > 0) throw new Error(`the table has no column for ${unknown.join(', ')}`);
const order = ['`<textarea>`', '`<input>`', 'React, controlled', '`contenteditable`'];
const titles = [...rows.keys()].sort((one, other) => place(one) - place(other));

function place(title) {
  const at = order.indexOf(title);
  return at < 0 ? order.length : at;
}

const line = (cells) => `| ${cells.join(' | ')} |`;
const text = `# Editors

Every cell is a test with the real library, in Chromium: \`npm run test:editors\`, which writes nothing into this file;
\`npm run table --prefix tests/editors\` writes it anew from the last run. ✓ is a test that passed, – has no meaning
there, *silent* means that nothing is shown there, for the reason given.

${line(['', ...names])}
${line(['---', ...names.map(() => '---')])}
${titles.map((title) => line([named(title), ...names.map((name) => rows.get(title).get(name) ?? '–')])).join('\n')}

What the columns say:

${names.map((name) => `- **${name}**: ${checks[name]}`).join('\n')}
${reasons.length > 0 ? `\nSilent:\n\n${reasons.join('\n')}\n` : ''}
Not tried: Firefox and Safari; editors on phones. Monaco and Google Docs keep their text out of the document; \`attach\`
returns \`undefined\` there.
`;

function named(title) {
  const list = (packages[title] ?? []).map((name) => versions[name]);
  return list.length > 0 ? `${title} (${list.join(', ')})` : title;
}

if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('docs/editors.md is not what the tests found: npm run table --prefix tests/editors');
  process.exitCode = 1;
}
