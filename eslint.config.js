import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import globals from 'globals';
import ts from 'typescript-eslint';

/** What each package may import from: those below it. `app` and `extension` stand side by side. */
const below = {
  sdk: [],
  field: ['sdk'],
  ui: ['sdk', 'field'],
  reader: ['sdk', 'ui'],
  app: ['sdk', 'field', 'ui', 'reader'],
  extension: ['sdk', 'field', 'ui', 'reader'],
};
const packageNames = {
  sdk: 'foreword',
  field: 'foreword-field',
  ui: 'foreword-ui',
  reader: 'foreword-reader',
  app: 'foreword-app',
  extension: 'foreword-extension',
};

/** The rule that keeps the code of one layer from importing what lies above or beside it. */
function mayImport(layer) {
  const allowed = below[layer];
  const forbidden = Object.keys(packageNames).filter((name) => name !== layer && !allowed.includes(name));
  return [
    'error',
    {
      patterns: [
        {
          regex: `^(${forbidden.map((name) => packageNames[name]).join('|')})(/|$)`,
          message: `${layer} may import ${allowed.join(', ') || 'no other layer'}: see ARCHITECTURE.md`,
        },
        {
          regex: `^\\.\\./(.*/)?(sdk|field|ui|reader|app|extension)/`,
          message: 'import another package by its name, so that its exports map is its only door',
        },
        ...(layer === 'sdk' || layer === 'reader'
          ? []
          : [{ regex: '/generated/|foreword_wasm', message: 'only sdk and reader may touch WASM builds' }]),
      ],
    },
  ];
}

export default ts.config(
  {
    ignores: [
      '**/dist/',
      '**/generated/',
      'web/sdk/api/',
      'web/field/api/',
      'web/model/template.d.ts',
      '**/node_modules/',
      'target/',
      '.cache/',
      'tests/e2e/out/',
      'tests/editors/out/',
      'tests/extension/out/',
      'tests/extension/fixtures/',
      'tests/editors/fixtures/',
      'tests/profile/out/',
      'tests/profile/fixtures/',
      'docs/',
      'models/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...ts.configs.strictTypeChecked, ...ts.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          '{web/*,extension}/tsconfig.json',
          '{web/*,extension}/tsconfig.test.json',
          'tests/tsconfig.json',
          'tests/extension/tsconfig.json',
        ],
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    // Circles of imports that exist at run time; web/sdk/test/circles.test.ts refuses those of types too.
    files: ['web/*/src/**/*.{ts,tsx}', 'extension/**/*.{ts,tsx}'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver-next': [createNodeResolver({ extensionAlias: { '.js': ['.ts', '.tsx', '.js'] } })],
    },
    rules: { 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
  },
  ...Object.keys(below).map((layer) => ({
    files: [layer === 'extension' ? 'extension/**/*.{ts,tsx}' : `web/${layer}/src/**/*.{ts,tsx}`],
    rules: { 'no-restricted-imports': mayImport(layer) },
  })),
  {
    files: ['web/sdk/src/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['window', 'document', 'HTMLElement', 'localStorage'].map((name) => ({
          name,
          message: 'the sdk runs in workers and under Node too',
        })),
      ],
    },
  },
  { files: ['**/*.js', '**/*.mjs'], languageOptions: { globals: globals.node } },
  {
    // Functions that run in the page.
    files: ['tests/extension/*.mjs'],
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
  },
  {
    // Pages of other projects' making.
    files: ['examples/**/*.{js,jsx}', 'tests/packages/projects/**/*.js'],
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: { ecmaFeatures: { jsx: true } },
    },
  },
);
