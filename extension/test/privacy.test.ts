import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** A test, by its file and a part of its title. */
type Proof = readonly [file: string, title: string];

const pages: Proof = [
  'tests/extension/extension-page.ts',
  'requests to other origins, breaches of policies, errors',
];
const nobody: Proof = ['tests/extension/model.spec.ts', 'nothing was asked of anybody'];
const sensitive: Proof = [
  'tests/extension/sensitive.spec.ts',
  'secrets are neither read nor learned, personal data are not learned, the rest is',
];
const asked: Proof = [
  'extension/test/package.test.ts',
  'everything that is asked for has a reason, and nothing is open',
];
const off: Proof = ['tests/extension/settings.spec.ts', 'switched off: nothing is in the page'];
const isPrivate: Proof = [
  'extension/test/connection.test.ts',
  'in a private window adds nothing to what is learned, and sees nothing of it',
];
const inPrivate: Proof = [
  'tests/extension/private.spec.ts',
  'in a private window nothing is shown until it is allowed, and nothing is ever learned or remembered',
];
const finished = 'extension/test/finished.test.ts';

/** What holds each sentence of PRIVACY.md. */
const proofs: Readonly<Record<string, readonly Proof[]>> = {
  'Nothing that you write leaves your device.': [pages, nobody],
  'The extension asks no server for anything, neither when it starts nor later.': [pages, nobody],
  'All of its code and its model are in the package that you installed.': [
    nobody,
    ['tests/extension/model.spec.ts', 'the model is unpacked and loaded from the package'],
  ],
  'Its own pages may talk to the package alone.': [asked],
  'Web pages can load no file of the extension.': [asked],
  'Only the text field that has the focus is read.': [
    sensitive,
    ['tests/extension/privacy.spec.ts', 'a page whose fields nobody enters is not read'],
  ],
  'Fields for passwords, codes, cards, accounts and identities are never read.': [sensitive],
  'A field that was a password once is never read, even when it shows its letters.': [
    ['tests/extension/sensitive.spec.ts', 'what was a password once stays one'],
  ],
  'Where you have switched drafts off, nothing is put into the page.': [off],
  'The document of a page stays as it is, but for what you take.': [
    ['tests/extension/privacy.spec.ts', 'the document is byte for byte what it was'],
    ['tests/extension/editors.spec.ts', 'the document stays the page’s'],
  ],
  'What you write in fields of several lines is learned from, unless you switch that off.': [
    sensitive,
    ['tests/extension/model.spec.ts', 'what was written is in the memory with its site'],
    ['tests/extension/model.spec.ts', 'nothing is learned once that is switched off'],
  ],
  'Names, addresses, telephone numbers and search boxes are not learned from.': [sensitive],
  'One line, such as a subject, is not learned from.': [sensitive],
  'What you pasted, and what stood in a field before you, is not learned from.': [
    [finished, 'not what was pasted'],
    [finished, 'not what stood before'],
  ],
  'Nothing is learned in private windows, and nothing that was learned is used there.': [
    isPrivate,
    inPrivate,
  ],
  'In private windows drafts are offered only if you allow it.': [
    inPrivate,
    ['extension/test/verdict.test.ts', 'not where it is %s'],
    ['extension/test/connection.test.ts', 'is refused where drafts are off'],
  ],
  'What was learned is kept with the site where you wrote it; other sites see only words and phrases that you have used on two sites, unless you decide otherwise.':
    [
      ['extension/test/connection.test.ts', 'is told by the browser where it is, and learns for that site'],
      ['crates/profile/tests/sharing.rs', 'what_one_site_alone_has_changes_nothing_elsewhere'],
      [
        'tests/extension/model.spec.ts',
        'what was learned stays on its site unless two have it, until the person decides otherwise',
      ],
    ],
  'You see everything that was learned on the page Memory.': [
    ['tests/extension/model.spec.ts', 'what was written is in the memory with its site'],
  ],
  'The extension keeps times and counts of keys for you, which hold no text.': [
    ['tests/extension/model.spec.ts', 'times and counts are numbers alone'],
  ],
  'It asks the browser for no permission without a stated reason.': [asked],
};

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The sentences of PRIVACY.md, each on a line of its own; the first says what this file does. */
const sentences = read('extension/PRIVACY.md')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#') && !line.includes('privacy.test.ts'));

describe('PRIVACY.md', () => {
  test('has the sentences that have a test, and no others', () => {
    expect(sentences).toEqual(Object.keys(proofs));
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z][^.]*\.$/);
  });

  test.each(Object.entries(proofs))('%s', (_, held) => {
    expect(held.length).toBeGreaterThan(0);
    for (const [file, title] of held) expect(read(file), file).toContain(title);
  });
});
