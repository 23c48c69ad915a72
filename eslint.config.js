import js from '@eslint/js';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Packages from the bottom to the top: each may import from those before it and from no other. */
const layers = ['sdk', 'field', 'app'];
const packageNames = {
  sdk: 'foreword',
  field: 'foreword-field',
  app: 'foreword-app',
  extension: 'foreword-extension',
};

/** The rule that keeps the code of one layer from importing what lies above or beside it. */
function mayImport(layer) {
  const allowed = layers.slice(0, layers.indexOf(layer));
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
          regex: `^\\.\\./(.*/)?(sdk|field|app|extension)/`,
          message: 'import another package by its name, so that its exports map is its only door',
        },
        ...(layer === 'sdk'
          ? []
          : [{ regex: '/generated/|foreword_wasm', message: 'only the sdk may touch the WASM build' }]),
      ],
    },
  ];
}

export default ts.config(
  {
    ignores: [
      '**/dist/',
      '**/generated/',
      '**/node_modules/',
      'target/',
      '.cache/',
      'tests/e2e/out/',
      'docs/',
      'models/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...ts.configs.strictTypeChecked, ...ts.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: ['web/*/tsconfig.json', 'web/*/tsconfig.test.json', 'tests/tsconfig.json'] },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  ...['sdk', 'field', 'app'].map((layer) => ({
    files: [`web/${layer}/src/**/*.ts`],
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
);
